import { useTranslation } from "react-i18next";
import { encode } from "uqr";

/** Dark on white with its quiet zone, also where the page is dark: phones need both. */
export function QrCode({ data }: { readonly data: string }) {
  const { t } = useTranslation();
  const { data: rows, size } = encode(data, { border: 4 });
  const dark = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])),
  );
  return (
    <svg
      role="img"
      aria-label={t("login.qrCode")}
      viewBox={`0 0 ${size} ${size}`}
      className="size-64"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}
