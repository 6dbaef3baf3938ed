const paths = {
  attach: "M20 11.5l-8.5 8.5a5 5 0 0 1-7-7l9-9a3.4 3.4 0 0 1 5 5l-9 9a1.7 1.7 0 0 1-2.5-2.5l8-8",
  close: "M6 6l12 12M18 6L6 18",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  menu: "M12 5v.01M12 12v.01M12 19v.01",
  reply: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  send: "M4 12h15M13 6l6 6-6 6",
};

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={`icon-${name}`}>
      <path d={paths[name]} />
    </svg>
  );
}
