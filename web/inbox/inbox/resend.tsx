import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Message } from "../api/schema.ts";
import { client } from "../app/query-client.ts";
import { useMay } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { placeMessage } from "./thread-data.ts";

/** Sends again what failed; what may have arrived only after the agent has said yes to that. */
export function Resend({
  message,
  isUnknown,
}: {
  readonly message: Message;
  readonly isUnknown: boolean;
}) {
  const { t } = useTranslation();
  const maySend = useMay("messages:send");
  const [isAsked, setAsked] = useState(false);
  const { problem, attempt } = useAttempt();
  const resend = (): Promise<boolean> =>
    attempt(async () => {
      const params = { messageId: message.id };
      placeMessage(client, await hub("resendMessage", { params }));
    });
  if (!maySend) return null;
  return (
    <>
      <Button small onPress={() => (isUnknown ? setAsked(true) : void resend())}>
        {t("delivery.resend")}
      </Button>
      {problem !== undefined && <span>{problem}</span>}
      <Confirm
        question={
          isAsked
            ? {
                title: t("delivery.resendTitle"),
                text: t("delivery.resendText"),
                yes: t("delivery.resend"),
                onYes: () => void resend(),
              }
            : undefined
        }
        onClose={() => setAsked(false)}
      />
    </>
  );
}
