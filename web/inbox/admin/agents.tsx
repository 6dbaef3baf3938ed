import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Agent } from "../api/schema.ts";
import { usePageTitle } from "../app/page-title.ts";
import { agentsQuery } from "../inbox/directory.ts";
import { useMay, useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { problemText } from "../ui/problem-text.ts";
import { useAttempt } from "../ui/use-attempt.ts";
import { Select } from "../ui/select.tsx";

const isRole = (value: string): value is Agent["role"] => value === "admin" || value === "agent";

export function Agents() {
  const { t } = useTranslation();
  const { data: agents, error } = useQuery(agentsQuery);
  const mayManage = useMay("agents:manage");
  usePageTitle(t("settings.agents"));
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.agents")}</h1>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      <ul className="grid gap-3">
        {agents?.map((agent) => (
          <Row key={agent.id} agent={agent} mayManage={mayManage} />
        ))}
      </ul>
      {mayManage && <NewAgent />}
    </>
  );
}

function Row({ agent, mayManage }: { readonly agent: Agent; readonly mayManage: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const isMe = useSession().agent.id === agent.id;
  const [question, setQuestion] = useState<Question>();
  const { problem, attempt } = useAttempt();
  const params = { agentId: agent.id };
  const change = (work: () => Promise<unknown>): void =>
    void attempt(async () => {
      await work();
      await client.invalidateQueries({ queryKey: agentsQuery.queryKey });
    });
  return (
    <li className="card grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name={agent.name} />
        <div className="min-w-40 flex-1">
          <p className="font-medium">
            <bdi>{agent.name}</bdi>
          </p>
          <p className="text-sm text-soft">
            <bdi>{agent.email}</bdi>
          </p>
        </div>
        <Select
          label={t("agents.roleOf", { name: agent.name })}
          hideLabel
          value={agent.role}
          isDisabled={!mayManage}
          options={[
            ["admin", t("role.admin")],
            ["agent", t("role.agent")],
          ]}
          onChange={(role) =>
            isRole(role) && change(() => hub("changeAgent", { params, body: { role } }))
          }
        />
        {mayManage && !isMe && (
          <>
            <Button
              small
              onPress={() =>
                setQuestion({
                  title: t("agents.signOut"),
                  text: t("agents.signOutText", { name: agent.name }),
                  yes: t("agents.signOut"),
                  onYes: () => change(() => hub("endSessions", { params })),
                })
              }
            >
              {t("agents.signOut")}
            </Button>
            <Button
              small
              variant="danger"
              onPress={() =>
                setQuestion({
                  title: t("agents.remove"),
                  text: t("agents.removeText", { name: agent.name }),
                  yes: t("agents.remove"),
                  isDangerous: true,
                  onYes: () => change(() => hub("removeAgent", { params })),
                })
              }
            >
              {t("agents.remove")}
            </Button>
          </>
        )}
      </div>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </li>
  );
}

function NewAgent() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [role, setRole] = useState<Agent["role"]>("agent");
  const { problem, attempt } = useAttempt();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const text = (name: string): string => textIn(form, name);
    await attempt(async () => {
      const account = { name: text("name"), email: text("email"), password: text("password") };
      await hub("createAgent", { body: { ...account, role } });
      target.reset();
      await client.invalidateQueries({ queryKey: agentsQuery.queryKey });
    });
  };
  return (
    <section className="card">
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <h2 className="font-semibold">{t("agents.add")}</h2>
        {problem !== undefined && <Alert>{problem}</Alert>}
        <Field label={t("agents.name")} name="name" maxLength={100} autoComplete="off" required />
        <Field
          label={t("signIn.email")}
          name="email"
          type="email"
          maxLength={255}
          autoComplete="off"
          required
        />
        <Field
          label={t("agents.password")}
          hint={t("agents.passwordHint")}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={200}
          required
        />
        <Select
          label={t("agents.role")}
          value={role}
          options={[
            ["agent", t("role.agent")],
            ["admin", t("role.admin")],
          ]}
          onChange={(value) => isRole(value) && setRole(value)}
        />
        <div>
          <Button type="submit">{t("agents.add")}</Button>
        </div>
      </form>
    </section>
  );
}
