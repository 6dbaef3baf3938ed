import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanFileName, contentDisposition } from "../src/media/file-names.ts";

describe("the names of files, as people see them", () => {
  it.each([
    ["合同 (最终版).pdf", "合同 (最终版).pdf"],
    ["  a \t b\n.txt ", "a b.txt"],
    ["../../.ssh/authorized_keys", "_.._.ssh_authorized_keys"],
    ["..\\..\\boot.ini", "_.._boot.ini"],
    ["C:\\Windows\\system.dll", "C__Windows_system.dll"],
    ['setup.bat";x=.txt', "setup.bat_;x=.txt"],
    ["photo‮gpj.exe", "photogpj.exe"],
    ["⁧⁦a⁩.png", "a.png"],
    ["zero​width.png", "zerowidth.png"],
    ["\0\r\nSet-Cookie: x=1.png", "Set-Cookie_ x=1.png"],
    [".htaccess", "htaccess"],
    ["trailing. . .", "trailing"],
    ["\ud800broken.png", "broken.png"],
  ])("%j becomes %j", (name, clean) => {
    expect(cleanFileName(name, null)).toBe(clean);
  });

  it.each([
    [null, "image/png", "file.png"],
    ["", "application/pdf", "file.pdf"],
    ["‮\0", "audio/ogg", "file.ogg"],
    ["...", null, "file.bin"],
  ])("one is made up where there is none: %j, %s", (name, mimeType, made) => {
    expect(cleanFileName(name, mimeType)).toBe(made);
  });

  it("are cut, but keep their ending", () => {
    expect(cleanFileName(`${"文".repeat(300)}.docx`, null)).toBe(`${"文".repeat(145)}.docx`);
    expect(cleanFileName("😀".repeat(100), null)).toBe("😀".repeat(75));
    expect(cleanFileName(`a${"😀".repeat(100)}`, null)).toBe(`a${"😀".repeat(74)}`);
  });

  it("are harmless whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const clean = cleanFileName(name, null);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\]/u);
        expect(clean).not.toMatch(/^\.|^\s|\s$/u);
        expect(clean.length).toBeGreaterThan(0);
        expect(clean.length).toBeLessThanOrEqual(150);
        for (const type of ["attachment", "inline"] as const) {
          const header = contentDisposition(clean, type);
          expect(() => new Headers({ "content-disposition": header })).not.toThrow();
          expect(header).toMatch(
            /^(attachment|inline); filename="[^"\\]+"(; filename\*=UTF-8''[\w%.!#$&+^`|~-]+)?$/,
          );
          const whole = /UTF-8''(.+)$/.exec(header)?.[1];
          expect(whole === undefined ? clean : decodeURIComponent(whole)).toBe(clean);
        }
      }),
    );
  });

  it("are as quickly read when somebody made one to hold the hub up", () => {
    const name = cleanFileName(`.a${".".repeat(1_000_000)}x`, null);
    expect([name.length, name.slice(0, 3), name.slice(-2)]).toEqual([150, "a..", ".x"]);
  });

  it("are told to old and new readers", () => {
    expect(contentDisposition("report.pdf", "attachment")).toBe(
      'attachment; filename="report.pdf"',
    );
    expect(contentDisposition("报告 (1).pdf", "inline")).toBe(
      `inline; filename="__ (1).pdf"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%281%29.pdf`,
    );
    expect(contentDisposition("100%.txt", "attachment")).toBe(
      `attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt`,
    );
  });
});
