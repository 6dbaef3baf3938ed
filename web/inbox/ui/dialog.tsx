import { lazy, type ReactNode, Suspense, useState } from "react";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly role?: "dialog" | "alertdialog";
  /** Without it, the dialog stays until it is answered. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

const ModalDialog = lazy(async () => ({
  default: (await import("./modal-dialog.tsx")).ModalDialog,
}));

/** Its code comes after the page, with what may lie over all pages: nobody opens one before they see it. */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen);
  if (props.isOpen && !wasOpen) setWasOpen(true);
  return <Suspense>{wasOpen && <ModalDialog {...props} />}</Suspense>;
}
