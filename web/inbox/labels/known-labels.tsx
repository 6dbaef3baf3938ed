import { useLabels } from "./label-list.ts";

/** What a field for a label offers, by its `list`. */
export function KnownLabels({ id }: { readonly id: string }) {
  return (
    <datalist id={id}>
      {useLabels().map((label) => (
        <option key={label.id}>{label.name}</option>
      ))}
    </datalist>
  );
}
