import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { refused } from "./errors.ts";
import type { WhatsAppSettings } from "./settings.ts";

/**
 * Where Chromium is on Debian and its like, Fedora, macOS. The programs themselves: what is on the PATH may be a shell
 * script around one, which a signal ends and leaves the browser behind. The headless shell first: it needs half the memory.
 */
const usualPlaces = [
  "/usr/lib/chromium/chromium-headless-shell",
  "/usr/lib/chromium/headless_shell",
  "/usr/lib/chromium/chromium",
  "/usr/lib/chromium-browser/chromium-browser",
  "/usr/lib64/chromium-browser/chromium-browser",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const installHint =
  "WhatsApp needs Chromium. On Debian or Ubuntu: apt-get install --no-install-recommends chromium-headless-shell (or chromium).";

export interface Browser {
  readonly path: string;
  /** 156 */
  readonly major: string;
  /** Chromium without windows; the other kind is told to have none. */
  readonly isShell: boolean;
}

/** The browser to use. @throws ChannelError `config-invalid`, with the command that installs one. */
export async function findBrowser(configured?: string): Promise<Browser> {
  const found = configured ?? (await firstThere(usualPlaces));
  if (found === undefined) {
    throw refused("config-invalid", `Chromium was not found. ${installHint}`);
  }
  return {
    path: found,
    major: await majorOf(found),
    isShell: /headless/.test(path.basename(found)),
  };
}

/** What Chromium is started with. */
export function argumentsFor(config: WhatsAppSettings, isRoot: boolean): readonly string[] {
  const { proxy, proxyCertificate, sandbox } = config;
  return [
    // Chromium refuses to run as root with it: https://crbug.com/638180
    ...(isRoot || !sandbox ? ["--no-sandbox"] : []),
    // Docker's /dev/shm has 64 MB: https://crbug.com/736452
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-extensions",
    "--mute-audio",
    "--no-first-run",
    ...(proxy === undefined ? [] : [`--proxy-server=${proxy.replace(/\/+$/, "")}`]),
    ...(proxyCertificate === undefined
      ? []
      : [`--ignore-certificate-errors-spki-list=${proxyCertificate}`]),
  ];
}

/**
 * Ends browsers that have this profile open: nobody else may have it, so they were left behind by a hub that died. And
 * removes their lock, which a restart in another container would take for another computer's.
 */
export async function freeProfile(profile: string): Promise<number> {
  const flag = `--user-data-dir=${profile}`;
  let ended = 0;
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!line.split("\0").includes(flag)) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
      ended += 1;
    } catch {
      // It ended by itself in the meantime.
    }
  }
  for (const name of ["SingletonLock", "SingletonCookie", "SingletonSocket"]) {
    await rm(path.join(profile, name), { force: true });
  }
  return ended;
}

async function firstThere(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  return undefined;
}

/** Also proves that it runs: a package may lack a library. */
async function majorOf(program: string): Promise<string> {
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(program, ["--version"], { timeout: 20_000 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else {
        const reason = error.code === "ENOENT" ? "is not there" : "doesn't run";
        reject(refused("config-invalid", `The browser ${program} ${reason}. ${installHint}`));
      }
    });
  });
  const major = /Chrom(?:e|ium)\D*(\d+)\.\d+\.\d+/.exec(printed)?.[1];
  if (major !== undefined) return major;
  throw refused("config-invalid", `${program} is not Chromium. ${installHint}`);
}
