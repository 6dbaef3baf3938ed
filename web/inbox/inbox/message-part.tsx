import { BarChart3, MapPin, User } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { MediaPart } from "./media-part.tsx";
import { RichText } from "./rich-text.tsx";
import { SafeLink } from "./safe-link.tsx";

type Part = Message["parts"][number];

/** Every kind of part, as text and as what it is: nothing of it ever becomes markup. */
export function MessagePart({ part }: { readonly part: Part }) {
  const { t } = useTranslation();
  switch (part.type) {
    case "text":
      return <RichText text={part.text} />;
    case "media":
      return <MediaPart part={part} />;
    case "location":
      return <Location part={part} />;
    case "contact-card":
      return <ContactCard part={part} />;
    case "link":
      return (
        <div className="grid gap-0.5 border-s-2 border-edge ps-2 text-sm">
          <SafeLink href={part.url}>{part.title ?? part.url}</SafeLink>
          {part.description !== undefined && <p dir="auto">{part.description}</p>}
        </div>
      );
    case "poll":
      return <Poll part={part} />;
    case "action":
      return (
        <p className="text-sm" dir="auto">
          <span className="text-soft">{t("kind.action")}</span> {part.label ?? part.value}
        </p>
      );
    case "unsupported":
      return <Unsupported part={part} />;
  }
}

function Location({ part }: { readonly part: Extract<Part, { type: "location" }> }) {
  const { t } = useTranslation();
  const { latitude, longitude, name, address } = part;
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <div className="flex gap-2 text-sm">
      <MapPin size={18} aria-hidden="true" className="mt-0.5 flex-none text-danger" />
      <div className="min-w-0">
        <p className="text-xs text-soft">{t("kind.location")}</p>
        {name !== undefined && <p dir="auto">{name}</p>}
        {address !== undefined && <p dir="auto">{address}</p>}
        <SafeLink
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`}
        >
          {place}
        </SafeLink>
      </div>
    </div>
  );
}

function ContactCard({ part }: { readonly part: Extract<Part, { type: "contact-card" }> }) {
  const { t } = useTranslation();
  return (
    <div className="flex gap-2 text-sm">
      <User size={18} aria-hidden="true" className="mt-0.5 flex-none" />
      <div className="min-w-0">
        <p className="text-xs text-soft">{t("kind.contactCard")}</p>
        <p dir="auto">{part.name}</p>
        {part.phones.map((phone) => (
          <p key={phone} className="select-all">
            <bdi>{phone}</bdi>
          </p>
        ))}
      </div>
    </div>
  );
}

function Poll({ part }: { readonly part: Extract<Part, { type: "poll" }> }) {
  const { t } = useTranslation();
  return (
    <div className="text-sm">
      <p className="flex items-center gap-1 text-xs text-soft">
        <BarChart3 size={14} aria-hidden="true" />
        {t(part.multiple ? "poll.multiple" : "poll.single")}
      </p>
      <p dir="auto" className="font-medium">
        {part.question}
      </p>
      <ul className="list-disc ps-5">
        {part.options.map((option) => (
          <li key={option} dir="auto">
            {option}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Unsupported({ part }: { readonly part: Extract<Part, { type: "unsupported" }> }) {
  const { t } = useTranslation();
  return (
    <div className="text-sm">
      <p className="text-soft italic">{t("kind.unsupported")}</p>
      <p dir="auto">{part.fallback}</p>
      <p className="text-xs text-soft">
        <bdi>{part.platformType}</bdi>
      </p>
    </div>
  );
}
