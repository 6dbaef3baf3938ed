import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { DialogProps } from "./dialog.tsx";

/** What `Dialog` opens. */
export function ModalDialog({ isOpen, title, role = "dialog", onClose, children }: DialogProps) {
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
