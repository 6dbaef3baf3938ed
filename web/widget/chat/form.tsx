import { useState } from "preact/hooks";
import type { Chat } from "./chat.ts";
import { HubError } from "./hub.ts";
import type { Config } from "./protocol.ts";
import type { Say } from "./words.ts";

/** What the channel asks for before somebody writes. */
export function Form({
  chat,
  config: { form, greeting },
  say,
}: {
  readonly chat: Chat;
  readonly config: Config;
  readonly say: Say;
}) {
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const filled = new FormData(event.currentTarget as HTMLFormElement);
    const who = Object.fromEntries(
      [...filled].flatMap(([name, value]) =>
        typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : [],
      ),
    ) as { readonly name?: string; readonly email?: string };
    setProblem(undefined);
    try {
      await chat.introduce(who);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      setProblem(error.message === "" ? say("problem") : error.message);
    }
  };
  const field = (name: "name" | "email") => {
    if (form[name] === "off") return null;
    const isRequired = form[name] === "required";
    return (
      <label>
        {say(name)}
        {form[name] === "optional" && ` (${say("optional")})`}
        {name === "email" ? (
          <input
            name={name}
            type="email"
            autocomplete="email"
            maxLength={254}
            required={isRequired}
          />
        ) : (
          <input name={name} autocomplete="name" maxLength={100} required={isRequired} />
        )}
      </label>
    );
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {greeting !== undefined && <p dir="auto">{greeting}</p>}
      {field("name")}
      {field("email")}
      {problem !== undefined && (
        <p role="alert" class="problem">
          {problem}
        </p>
      )}
      <button type="submit" class="main">
        {say("start")}
      </button>
    </form>
  );
}
