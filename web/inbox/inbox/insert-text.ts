/** Types for the agent, in the place of a piece of what is there: the field tells of it like of any other input. */
export function insertText(
  field: HTMLTextAreaElement,
  text: string,
  [start, end]: readonly [number, number],
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // The only way that the browser's own undo knows of.
  // oxlint-disable-next-line typescript/no-deprecated -- nothing has taken its place
  document.execCommand("insertText", false, text);
}
