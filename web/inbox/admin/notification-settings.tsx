import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type NotifyLevel,
  notifyContent,
  notifyLevel,
  soundAlways,
  soundOn,
  soundRepeats,
  type Tone,
  tone,
  tones,
  volume,
} from "../app/preferences.ts";
import { useStore } from "../app/store.ts";
import { mayNotify } from "../inbox/notifications.ts";
import { ring } from "../inbox/sound.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { Check } from "./check.tsx";

export function Notifications() {
  const { t } = useTranslation();
  const level = useStore(notifyLevel);
  const [isRefused, setRefused] = useState(false);
  const choose = async (to: NotifyLevel): Promise<void> => {
    notifyLevel.set(to);
    setRefused(to !== "none" && !(await mayNotify()));
  };
  return (
    <section className="card grid gap-4">
      <h2 className="font-semibold">{t("me.notifications")}</h2>
      <Select
        label={t("me.notifyLevel")}
        value={level}
        options={[
          ["none", t("me.notifyNone")],
          ["mine", t("me.notifyMine")],
          ["mine-and-unassigned", t("me.notifyMineAndUnassigned")],
          ["all", t("me.notifyAll")],
        ]}
        onChange={(value) => void choose(value as NotifyLevel)}
      />
      {isRefused && <Alert>{t("me.notifyRefused")}</Alert>}
      <Check store={notifyContent} label={t("me.notifyContent")} />
      <div className="flex flex-wrap items-center gap-4">
        <Check store={soundOn} label={t("me.sound")} />
        <Button small onPress={ring}>
          {t("me.soundTest")}
        </Button>
      </div>
      <Select
        label={t("me.tone")}
        value={useStore(tone)}
        options={tones.map((one) => [one, t(`tone.${one}`)] as const)}
        onChange={(value) => tone.set(value as Tone)}
      />
      <label className="grid gap-1 text-sm font-medium">
        {t("me.volume")}
        <input
          type="range"
          min={1}
          max={10}
          className="h-9 accent-accent"
          value={useStore(volume)}
          onChange={({ target }) => volume.set(Number(target.value))}
        />
      </label>
      <Check store={soundAlways} label={t("me.soundAlways")} />
      <Check store={soundRepeats} label={t("me.soundRepeats")} />
    </section>
  );
}
