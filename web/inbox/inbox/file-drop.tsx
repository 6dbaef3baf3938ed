import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");

/** Files may be dropped anywhere on the conversation. Whoever can't drag has the button. */
export function FileDrop({ onFiles, children }: Props) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  return (
    <div
      className="relative flex min-w-0 flex-1 flex-col"
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver && (
        <p className="pointer-events-none absolute inset-2 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-surface/90 text-accent">
          {t("composer.drop")}
        </p>
      )}
    </div>
  );
}
