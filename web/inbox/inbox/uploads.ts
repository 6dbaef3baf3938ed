import { useMemo } from "react";
import { HubError, signedOutTeller } from "../api/hub.ts";
import type { Problem, Upload } from "../api/schema.ts";
import { Store, useStore } from "../app/store.ts";

/** A file that the hub has. */
export interface UploadedFile extends Upload {
  /** Recorded to be heard as somebody's voice. */
  readonly isVoice?: boolean;
}

/** A file on its way to the hub, or there. */
export interface UploadState {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly upload?: UploadedFile;
  readonly error?: unknown;
}

export interface Uploads {
  readonly files: readonly UploadState[];
  readonly add: (files: readonly File[]) => void;
  /** A recording, for which a place was found before. */
  readonly addVoice: (file: File) => void;
  readonly remove: (key: number) => void;
  readonly clear: () => void;
}

const none: readonly UploadState[] = [];

/** By agent and conversation: they stay when another conversation is opened. */
const uploads = new Store<Readonly<Record<string, readonly UploadState[]>>>({});
const requests = new Map<number, XMLHttpRequest>();
let lastKey = 0;

/** The files that are to go out with what is written in one place. */
export function useUploads(place: string, refuse: (file: File) => Error | undefined): Uploads {
  const files = useStore(uploads)[place] ?? none;
  const acts = useMemo(
    () => ({
      add: (added: readonly File[]): void => {
        for (const file of added) start(place, file, { error: refuse(file) });
      },
      addVoice: (file: File): void => start(place, file, { isVoice: true }),
      remove: (key: number): void => {
        requests.get(key)?.abort();
        change(place, (all) => all.filter((one) => one.key !== key));
      },
      clear: (): void => change(place, () => none),
    }),
    [place, refuse],
  );
  return { files, ...acts };
}

/** What was to go out, and was taken back. */
export function giveBack(place: string, files: readonly UploadedFile[]): void {
  const given = files.map((upload) => {
    lastKey += 1;
    return { key: lastKey, name: upload.fileName, size: upload.size, progress: 1, upload };
  });
  change(place, (all) => [...given, ...all]);
}

function change(
  place: string,
  make: (all: readonly UploadState[]) => readonly UploadState[],
): void {
  uploads.update((all) => ({ ...all, [place]: make(all[place] ?? none) }));
}

function start(
  place: string,
  file: File,
  { error, isVoice }: { readonly error?: Error | undefined; readonly isVoice?: boolean },
): void {
  lastKey += 1;
  const key = lastKey;
  const set = (to: Partial<UploadState>): void =>
    change(place, (all) => all.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const { name, size } = file;
  change(place, (all) => [...all, { key, name, size, progress: 0, ...(error && { error }) }]);
  if (error !== undefined) return;
  const request = send(file, (progress) => set({ progress }));
  requests.set(key, request);
  answerOf(request)
    .then((upload) => set({ progress: 1, upload: { ...upload, ...(isVoice && { isVoice }) } }))
    .catch((problem: unknown) => set({ error: problem }))
    .finally(() => requests.delete(key));
}

/** Not by `fetch`, which doesn't tell how much has left. */
function send(file: File, onProgress: (progress: number) => void): XMLHttpRequest {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("file", file);
  request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
  request.open("POST", "/api/v1/attachments");
  request.send(form);
  return request;
}

function answerOf(request: XMLHttpRequest): Promise<Upload> {
  const tellSignedOut = signedOutTeller();
  return new Promise((resolve, reject) => {
    request.addEventListener("error", () =>
      reject(new HubError("unreachable", "The hub can't be reached.")),
    );
    request.addEventListener("abort", () => reject(new DOMException("Taken back", "AbortError")));
    request.addEventListener("load", () => {
      const answer: unknown = parse(request.responseText);
      if (request.status === 201) {
        resolve(answer as Upload);
        return;
      }
      if (request.status === 401) tellSignedOut();
      const problem = answer as Partial<Problem> | undefined;
      reject(
        new HubError(problem?.code ?? "unreachable", problem?.detail ?? String(request.status)),
      );
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page.
    return undefined;
  }
}
