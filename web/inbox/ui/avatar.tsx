/** Initials: no picture is fetched from anywhere. */
export function Avatar({
  name,
  size = "size-10",
}: {
  readonly name: string;
  readonly size?: string;
}) {
  const hue = Array.from(name).reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 12,
    7,
  );
  return (
    <span
      aria-hidden="true"
      className={`grid ${size} flex-none place-items-center rounded-full text-sm font-semibold text-white hue-${hue}`}
    >
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = Array.from(words[0] ?? "?")[0] ?? "?";
  const isLatin = /^\p{Script=Latin}/u.test(first);
  const last = isLatin && words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return (first + last).toUpperCase();
}
