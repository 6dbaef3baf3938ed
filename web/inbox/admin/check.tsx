import { type Store, useStore } from "../app/store.ts";

export function Check({
  store,
  label,
}: {
  readonly store: Store<boolean>;
  readonly label: string;
}) {
  return (
    <label className="flex min-h-9 items-center gap-3 text-sm">
      <input
        type="checkbox"
        className="size-5 accent-accent"
        checked={useStore(store)}
        onChange={({ target }) => store.set(target.checked)}
      />
      {label}
    </label>
  );
}
