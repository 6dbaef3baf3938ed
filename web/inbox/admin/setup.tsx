import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { usePageTitle } from "../app/page-title.ts";
import { channelsQuery } from "../inbox/directory.ts";
import { practice, type SetupStep, useSetup } from "../inbox/hub-query.ts";
import { SetupMark } from "../inbox/setup-mark.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { useAttempt } from "../ui/use-attempt.ts";

const places = {
  hours: "/settings/hub",
  channel: "/settings/channels/new",
  colleagues: "/settings/agents",
} as const;

/** From an empty hub to the first answer: each step when one likes, or never. */
export function Setup() {
  const { t } = useTranslation();
  const setup = useSetup();
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(t("setup.steps"));
  // Whoever comes from making the first account: what they pressed is gone.
  useEffect(() => heading.current?.focus(), []);
  const steps = setup?.steps ?? [];
  const next = steps.find(({ isDone }) => !isDone)?.name;
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
        {t("setup.steps")}
      </h1>
      <p className="text-sm text-soft">
        {t(steps.length > 0 && next === undefined ? "setup.all" : "setup.intro2")}
      </p>
      <ol className="grid gap-3">
        {steps.map((step) => (
          <Step key={step.name} step={step} isNext={step.name === next} />
        ))}
      </ol>
      <div>
        <Link to="/inbox/$view" params={{ view: "open" }} className="button">
          {t("setup.later")}
        </Link>
      </div>
    </>
  );
}

function Step({
  step: { name, isDone },
  isNext,
}: {
  readonly step: SetupStep;
  readonly isNext: boolean;
}) {
  const { t } = useTranslation();
  const look = `button ${isNext ? "button-primary" : ""}`;
  return (
    <li className="card flex flex-wrap items-center gap-3">
      <SetupMark isDone={isDone} />
      <div className="min-w-48 flex-1">
        <h2 className="font-semibold">{t(`setup.step.${name}`)}</h2>
        <p className="text-sm text-soft">{t(`setup.text.${name}`)}</p>
      </div>
      {name === "customer" ? (
        <PracticeCustomer isNext={isNext} />
      ) : name === "answer" ? (
        <Link to="/inbox/$view" params={{ view: "open" }} className={look}>
          {t("setup.act.answer")}
        </Link>
      ) : (
        <Link to={places[name]} className={look}>
          {t(`setup.act.${name}`)}
        </Link>
      )}
    </li>
  );
}

/** Somebody made up who writes, and who goes again with all that was said. */
function PracticeCustomer({ isNext }: { readonly isNext: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { problem, isBusy, attempt } = useAttempt();
  const made = useQuery(channelsQuery).data?.find(({ adapter }) => adapter === practice);
  const add = (): void =>
    void attempt(async () => {
      const name = t("setup.practiceName");
      const { id } = await hub("createChannel", {
        body: { adapter: practice, name, settings: { language: t("setup.practiceLanguage") } },
      });
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      await navigate({ to: "/inbox/$view", params: { view: `channel-${id}` } });
    });
  const remove = (): void =>
    void attempt(async () => {
      await hub("deleteChannel", { params: { channelId: made?.id ?? "" } });
      await client.invalidateQueries();
    });
  return (
    <div className="grid gap-2">
      {problem !== undefined && <Alert>{problem}</Alert>}
      {made === undefined ? (
        <Button variant={isNext ? "primary" : "plain"} isDisabled={isBusy} onPress={add}>
          {t("setup.act.customer")}
        </Button>
      ) : (
        <Button variant="danger" isDisabled={isBusy} onPress={remove}>
          {t("setup.removeCustomer")}
        </Button>
      )}
    </div>
  );
}
