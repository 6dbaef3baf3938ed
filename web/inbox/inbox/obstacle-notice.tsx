import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Obstacle } from "./use-reachability.ts";

interface Props {
  readonly obstacle: Obstacle;
  readonly channelId: string;
}

/** Why nobody can write to the customer now, and where that can be changed. */
export function ObstacleNotice({ obstacle, channelId }: Props) {
  const { t } = useTranslation();
  return (
    <p role="status" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
      {t(obstacle.text)}{" "}
      {obstacle.toChannel && (
        <Link to="/settings/channels/$channelId" params={{ channelId }} className="underline">
          {t("composer.toChannel")}
        </Link>
      )}
    </p>
  );
}
