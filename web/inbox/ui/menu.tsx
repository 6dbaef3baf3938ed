import type { ReactNode } from "react";
import {
  Button as AriaButton,
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
} from "react-aria-components";

export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly isDangerous?: boolean;
  readonly onChoose: () => void;
}

interface Props {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly children: ReactNode;
  readonly look?: string;
  readonly isDisabled?: boolean;
  /** Whoever opens it by other means than its button. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function Menu({
  label,
  choices,
  children,
  look = "icon-button",
  isDisabled = false,
  ...open
}: Props) {
  return (
    <MenuTrigger {...open}>
      <AriaButton className={look} aria-label={label} isDisabled={isDisabled}>
        {children}
      </AriaButton>
      <Popover className="z-10 min-w-44 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-lg">
        <AriaMenu className="outline-none" aria-label={label}>
          {choices.map(({ id, name, isDangerous = false, onChoose }) => (
            <MenuItem
              key={id}
              id={id}
              onAction={onChoose}
              className={`cursor-pointer rounded-md px-3 py-2 text-sm outline-none data-focused:bg-hover ${isDangerous ? "text-danger" : ""}`}
            >
              {name}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
