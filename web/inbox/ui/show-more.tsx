import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

interface Pages {
  readonly hasNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** At the end of a list that is asked for in pages. Nothing, where there is no more. */
export function ShowMore({ hasNextPage, fetchNextPage }: Pages) {
  const { t } = useTranslation();
  if (!hasNextPage) return null;
  return (
    <div>
      <Button small onPress={() => void fetchNextPage()}>
        {t("more")}
      </Button>
    </div>
  );
}
