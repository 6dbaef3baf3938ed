import { Download, X } from "lucide-react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { IconButton } from "../ui/button.tsx";
import { attachmentAddress } from "./attachments.ts";

interface Props {
  /** Of the attachment. */
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** The picture, as large as the window. */
export function Lightbox({ id, name, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-20 bg-black/85"
    >
      <Modal className="h-full">
        <Dialog aria-label={name} className="flex h-full flex-col outline-none">
          <div className="flex justify-end gap-2 p-2 [&_*]:text-white [&_button:hover]:bg-white/20">
            <a
              href={attachmentAddress(id, false)}
              download
              className="icon-button"
              aria-label={t("picture.download")}
            >
              <Download size={20} aria-hidden="true" />
            </a>
            <IconButton label={t("close")} onPress={onClose}>
              <X size={20} aria-hidden="true" />
            </IconButton>
          </div>
          <div className="grid min-h-0 flex-1 place-items-center p-2">
            <img
              src={attachmentAddress(id, true)}
              alt={name}
              className="max-h-full max-w-full object-contain"
            />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
