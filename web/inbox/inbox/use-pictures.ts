import { useInfiniteQuery } from "@tanstack/react-query";
import type { Message } from "../api/schema.ts";
import { pictureOpen } from "./picture-open.ts";
import { threadQuery } from "./thread-data.ts";
import { isShownAsPicture } from "./attachments.ts";

interface ThreadPicture {
  readonly id: string;
  readonly name: string;
  readonly caption: string;
  readonly by: string;
  readonly sentAt: string;
}

/** So many pages are looked through for the next picture, each time that somebody asks for it. */
const mostPages = 5;

/** The pictures of a conversation around one of them. */
export function usePictures(conversationId: string, id: string) {
  const query = useInfiniteQuery(threadQuery(conversationId));
  const { data, hasNextPage, hasPreviousPage } = query;
  const pictures = picturesOf(data?.pages.flatMap(({ items }) => items) ?? []);
  const at = pictures.findIndex((one) => one.id === id);

  const show = (picture: ThreadPicture | undefined): boolean => {
    if (picture === undefined) return false;
    pictureOpen.set({ id: picture.id, name: picture.name });
    return true;
  };
  /** Goes back or forth, further than what is loaded. */
  const go = async (by: -1 | 1): Promise<void> => {
    if (show(pictures[at + by]) || query.isFetching) return;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const answer = await (by === 1 ? query.fetchNextPage() : query.fetchPreviousPage());
      if (answer.isError) return;
      const found = picturesOf(answer.data?.pages.flatMap(({ items }) => items) ?? []);
      const now = found.findIndex((one) => one.id === id);
      if (now === -1 || show(found[now + by])) return;
      if (!(by === 1 ? answer.hasNextPage : answer.hasPreviousPage)) return;
    }
  };
  return {
    picture: pictures[at],
    hasPrevious: at > 0 || (at === 0 && hasPreviousPage),
    hasNext: at !== -1 && (at < pictures.length - 1 || hasNextPage),
    go,
  };
}

function picturesOf(messages: readonly Message[]): readonly ThreadPicture[] {
  return messages
    .filter(({ deletedAt }) => deletedAt === null)
    .flatMap(({ parts, author, sentAt }) =>
      parts.flatMap((part) =>
        part.type === "media" && part.kind !== "sticker" && isShownAsPicture(part)
          ? [
              {
                id: part.media.id,
                name: part.media.fileName ?? "",
                caption: part.caption?.text ?? "",
                by: author.name,
                sentAt,
              },
            ]
          : [],
      ),
    );
}
