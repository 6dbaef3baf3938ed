import { ListFilter } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../ui/button.tsx";
import type { View } from "./views.ts";

const FilterDialog = lazy(async () => ({
  default: (await import("./filter-dialog.tsx")).FilterDialog,
}));

export function FilterButton({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t("filter.open")} onPress={() => setOpen(true)}>
        <ListFilter size={18} aria-hidden="true" />
      </IconButton>
      <Suspense>
        {isOpen && <FilterDialog view={view} isOpen onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
