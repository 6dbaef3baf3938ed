import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  readonly role?: "dialog" | "alertdialog";
  /** Without it, the dialog stays until it is answered. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

export function Dialog({ isOpen, title, role = "dialog", onClose, children }: Props) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => !open && onClose?.()}
      className="fixed inset-0 z-20 grid place-items-center bg-black/50 p-4"
    >
      <Modal className="max-h-full w-full max-w-lg overflow-auto rounded-2xl border border-line bg-raised p-6 shadow-xl">
        <AriaDialog role={role} className="outline-none">
          <Heading slot="title" level={2} className="mb-2 text-lg font-semibold">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
