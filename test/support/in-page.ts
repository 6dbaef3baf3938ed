/** Functions that run in the page: written as text, for nothing of the page's world exists out here. */

type InPage<R, A = undefined> = (element: unknown, argument: A) => R;

/** The function that the text is. Its text is all that Playwright takes of it. */
function inPage(source: string): (...given: readonly unknown[]) => never {
  const outside = (): never => {
    throw new Error("This runs in a page only.");
  };
  return Object.assign(outside, { toString: () => source });
}

/** Of an element. Resolves once nothing has moved for a while: every line has been measured. */
export const atRest: InPage<Promise<void>> = inPage(`async (box) => {
  for (let still = 0, last = -1; still < 20; ) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    still = box.scrollTop === last ? still + 1 : 0;
    last = box.scrollTop;
  }
}`);

/** Scrolls up until older messages come in, and gives by how many pixels that moved the line at the top of the pane. */
export const driftOfPrepend: InPage<Promise<number>> = inPage(`async (box) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  box.scrollTop = 300;
  await frame();
  await frame();
  const { top } = box.getBoundingClientRect();
  const lines = [...box.querySelectorAll("article")];
  const line = lines.find((one) => one.getBoundingClientRect().bottom > top + 50);
  const before = line.getBoundingClientRect().top;
  const height = box.scrollHeight;
  for (let frames = 0; frames < 120 && box.scrollHeight < height + 1000; frames += 1) await frame();
  for (let frames = 0; frames < 10; frames += 1) await frame();
  if (!line.isConnected) throw new Error("The line that was read is gone.");
  return line.getBoundingClientRect().top - before;
}`);

export const scrollHeight: InPage<number> = inPage("(box) => box.scrollHeight");

export const addressesOfLinks: InPage<readonly string[]> = inPage(
  `(links) => links.map((link) => link.getAttribute("href") ?? "")`,
);

export const sourcesOf: InPage<readonly string[]> = inPage(
  `(images) => images.map((image) => image.getAttribute("src") ?? "")`,
);

/** Of the bars of a sound. */
export const heightsOf: InPage<readonly number[]> = inPage(
  `(bars) => bars.map((bar) => Number(bar.getAttribute("height")))`,
);

export const scrollToEnd: InPage<void> = inPage("(box) => void (box.scrollTop = box.scrollHeight)");
export const scrollToStart: InPage<void> = inPage("(box) => void (box.scrollTop = 0)");

/** @throws when the element is outside of the window. */
export const mustBeInSight: InPage<void> = inPage(`(line) => {
  const { top, bottom } = line.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) throw new Error("It is not in sight.");
}`);

/** An Enter as it comes while an input method has a word in hand: so from Chromium, and so from Safari. */
export const enterWhileComposing: InPage<void> = inPage(`(box) => {
  for (const isComposing of [true, false]) {
    const keys = { key: "Enter", keyCode: 229, isComposing, bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent("keydown", keys));
  }
}`);

/** Pastes a file into the element. */
export const pasteFile: InPage<void, { bytes: readonly number[]; name: string; type: string }> =
  inPage(`(box, { bytes, name, type }) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type }));
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}`);

/** Whether what is typed goes there. */
export const hasFocus: InPage<boolean> = inPage("(box) => box === box.getRootNode().activeElement");

/** Drops a file on the element; of one that is only large, the number of its bytes says enough. */
export const dropFile: InPage<
  void,
  { bytes: readonly number[] | number; name: string; type: string }
> = inPage(`(place, { bytes, name, type }) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  for (const kind of ["dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}`);

/** What axe finds wrong, one line each. axe itself has to be in the page already. */
export const axeBreaches = `(async () => {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values } });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 200) + " " + failureSummary.slice(0, 300)),
  );
})()`;

/** Whether a picture has been loaded, and is drawn at all. */
export const isDrawn: InPage<boolean> = inPage("(img) => img.complete && img.naturalWidth > 0");

/** A second of film, made by the browser itself. */
export const makeFilm: InPage<Promise<readonly number[]>> = inPage(`async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 160;
  canvas.height = 90;
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const done = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  for (let frame = 0; frame < 30; frame += 1) {
    pen.fillStyle = "hsl(" + frame * 12 + " 80% 50%)";
    pen.fillRect(0, 0, 160, 90);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  recorder.stop();
  await done;
  return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
}`);
