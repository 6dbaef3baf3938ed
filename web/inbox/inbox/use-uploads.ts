import { useCallback, useRef, useState } from "react";
import { HubError, tellSignedOut } from "../api/hub.ts";
import type { Problem, Upload } from "../api/schema.ts";

/** A file on its way to the hub, or there. */
export interface UploadState {
  readonly key: number;
  readonly file: File;
  /** From 0 to 1. */
  readonly progress: number;
  readonly upload?: Upload;
  readonly error?: unknown;
}

export interface Uploads {
  readonly files: readonly UploadState[];
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: number) => void;
  readonly clear: () => void;
}

export function useUploads(refuse: (file: File) => Error | undefined): Uploads {
  const [files, setFiles] = useState<readonly UploadState[]>([]);
  const requests = useRef(new Map<number, XMLHttpRequest>());
  const next = useRef(0);

  const change = useCallback((key: number, to: Partial<UploadState>): void => {
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...to } : one)));
  }, []);

  const add = useCallback(
    (added: readonly File[]): void => {
      for (const file of added) {
        next.current += 1;
        const key = next.current;
        const refusal = refuse(file);
        setFiles((all) => [...all, { key, file, progress: 0, ...(refusal && { error: refusal }) }]);
        if (refusal !== undefined) continue;
        const request = send(file, (progress) => change(key, { progress }));
        requests.current.set(key, request);
        answerOf(request)
          .then((upload) => change(key, { progress: 1, upload }))
          .catch((error: unknown) => change(key, { error }));
      }
    },
    [change, refuse],
  );

  const remove = useCallback((key: number): void => {
    requests.current.get(key)?.abort();
    setFiles((all) => all.filter((one) => one.key !== key));
  }, []);

  const clear = useCallback((): void => setFiles([]), []);
  return { files, add, remove, clear };
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
