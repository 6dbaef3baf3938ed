/** SQLite takes 32,766 parameters in a statement, MySQL a packet of 16 MB: long lists go in pieces. */
export function chunks<T>(list: readonly T[], size = 500): readonly (readonly T[])[] {
  if (list.length <= size) return list.length === 0 ? [] : [list];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
