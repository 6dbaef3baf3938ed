import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const styles = `
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.5rem; font: 1.05rem/1.6 Georgia, "Songti SC", serif; color: #30241c; background: #f6f0e4; }
nav { display: flex; gap: 1.5rem; }
a { color: #784828; }
ul { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); padding: 0; list-style: none; }
li { padding: 1.5rem; border: 1px solid #d8cbb4; border-radius: 0.5rem; background: #fffdf8; }
`;

export interface ShopParts {
  /** Where the hub is. */
  readonly hub: string;
  /** Of the chat's script, besides the channel, as `data-` attributes. */
  readonly options?: Readonly<Record<string, string>>;
}

/**
 * A shop's website with the chat on it: another origin than the hub's, with the strictest policy that the chat can live
 * under.
 */
export class Shop {
  readonly #server: Server;
  readonly #parts: ShopParts;
  #channelId = "";

  constructor(parts: ShopParts) {
    this.#parts = parts;
    this.#server = createServer(({ url }, response) => {
      const isStyle = url === "/shop.css";
      response.writeHead(200, {
        "Content-Type": isStyle ? "text/css; charset=utf-8" : "text/html; charset=utf-8",
        "Content-Security-Policy": `default-src 'none'; style-src 'self'; img-src data:; script-src ${parts.hub}; frame-src ${parts.hub}`,
      });
      response.end(isStyle ? styles : this.#page(url === "/basket"));
    });
  }

  /** Resolves with its origin. On this machine alone. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts the chat on all pages from now on. */
  chatOn(channelId: string): void {
    this.#channelId = channelId;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #page(isBasket: boolean): string {
    const { hub, options = {} } = this.#parts;
    const data = Object.entries({ channel: this.#channelId, ...options });
    const attributes = data.map(([name, value]) => ` data-${name}="${value}"`).join("");
    const script =
      this.#channelId === ""
        ? ""
        : `<script async src="${hub}/widget/loader.js"${attributes}></script>`;
    const content = isBasket
      ? "<h1>Your basket</h1><p>There is nothing in it yet.</p>"
      : `<h1>The Blue Kiln</h1><p>Pottery made by hand. 手工陶器。</p>
<ul><li>Blue mug 蓝色马克杯</li><li>Green teapot 绿色茶壶</li><li>Set of four bowls 四件套碗</li></ul>`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>The Blue Kiln</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
${script}
</head>
<body>
<nav><a href="/">Shop</a> <a href="/basket">Basket</a></nav>
<main>${content}</main>
</body>
</html>
`;
  }
}
