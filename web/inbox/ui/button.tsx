import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components";

interface Props extends Omit<ButtonProps, "className" | "children"> {
  readonly variant?: "plain" | "primary" | "danger";
  readonly small?: boolean;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ variant = "plain", small = false, children, ...rest }: Props) {
  const look = [
    "button",
    variant === "plain" ? "" : `button-${variant}`,
    small ? "button-small" : "",
  ];
  return (
    <AriaButton className={look.join(" ")} {...rest}>
      {children}
    </AriaButton>
  );
}

interface IconProps extends Omit<ButtonProps, "className" | "children" | "aria-label"> {
  readonly label: string;
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** Its picture says nothing to who can't see it: the label does, and shows on hover. */
export function IconButton({ label, shortcut, children, ...rest }: IconProps) {
  return (
    <span title={shortcut === undefined ? label : `${label} (${shortcut})`}>
      <AriaButton className="icon-button" aria-label={label} {...rest}>
        {children}
      </AriaButton>
    </span>
  );
}
