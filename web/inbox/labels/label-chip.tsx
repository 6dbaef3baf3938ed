import type { ReactNode } from "react";
import { useLabels } from "./label-list.ts";

interface Props {
  readonly name: string;
  readonly children?: ReactNode;
}

/** A label in its colour. */
export function LabelChip({ name, children }: Props) {
  const label = useLabels().find((one) => one.name === name);
  return (
    <span
      className={`chip label-${label?.colour ?? "grey"}`}
      title={label?.description === "" ? undefined : label?.description}
    >
      #<bdi>{name}</bdi>
      {children}
    </span>
  );
}
