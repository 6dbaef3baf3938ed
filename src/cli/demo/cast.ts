import type { SimulatedPart } from "../../adapter/testkit/index.ts";
import { box, circle, draw, stroke } from "./picture.ts";
import { voiceNote } from "./voice.ts";

/** What a customer does next. */
export type Step =
  | { readonly does: "sends"; readonly parts: readonly SimulatedPart[] }
  /** Changes the message they sent last. */
  | { readonly does: "edits"; readonly text: string }
  /** On our last message. */
  | { readonly does: "reacts"; readonly emoji: string }
  /** Until we have written. */
  | { readonly does: "waits" };

/** Somebody who writes to the shop. */
export interface Member {
  readonly name: string;
  readonly username: string;
  /** As the app says it. */
  readonly language: "zh-hans" | "en";
  readonly story: readonly Step[];
  /** What they answer when the story is over, in turn. */
  readonly afterwards: readonly string[];
}

const waits: Step = { does: "waits" };

function says(text: string): Step {
  return { does: "sends", parts: [{ type: "text", text: { text } }] };
}

function edits(text: string): Step {
  return { does: "edits", text };
}

function reacts(emoji: string): Step {
  return { does: "reacts", emoji };
}

function shows(fileName: string, bytes: Uint8Array, caption: string): Step {
  const file = { kind: "image", bytes, mimeType: "image/png", fileName } as const;
  return { does: "sends", parts: [{ type: "media", file, caption: { text: caption } }] };
}

function speaks(seconds: number): Step {
  const bytes = voiceNote(seconds);
  const file = { kind: "voice", bytes, mimeType: "audio/ogg", fileName: "voice.ogg" } as const;
  return { does: "sends", parts: [{ type: "media", file }] };
}

function isAt(name: string, latitude: number, longitude: number): Step {
  return { does: "sends", parts: [{ type: "location", latitude, longitude, name }] };
}

const cream = [246, 240, 228] as const;
const brown = [120, 72, 40] as const;
const blue = [52, 104, 168] as const;
const dark = [48, 40, 36] as const;
const red = [196, 52, 44] as const;

function crackedCup(): Uint8Array {
  return draw(cream, [
    circle(blue, 440, 240, 70),
    circle(cream, 440, 240, 46),
    box(blue, [200, 120], [430, 360]),
    box(brown, [215, 120], [415, 150]),
    stroke(dark, [260, 150], [310, 230], 6),
    stroke(dark, [310, 230], [280, 290], 6),
    stroke(dark, [280, 290], [330, 360], 6),
  ]);
}

function parcel(): Uint8Array {
  return draw(cream, [
    box(brown, [140, 110], [500, 390]),
    box([214, 180, 130], [150, 120], [490, 380]),
    box(red, [300, 120], [340, 380]),
    box(red, [150, 230], [490, 270]),
  ]);
}

/** The customers of a shop for pottery, in the order in which they first write. */
export const cast: readonly Member[] = [
  {
    name: "王小明",
    username: "wang_xm",
    language: "zh-hans",
    story: [
      says("你好，请问蓝色的马克杯还有货吗？"),
      says("想买两个送朋友 🎁"),
      waits,
      says("太好了！寄到上海大概几天？"),
      waits,
      reacts("👍"),
      isAt("上海市静安区南京西路 1266 号", 31.2286, 121.4527),
      says("就寄到这个地址，谢谢！"),
    ],
    afterwards: ["好的，明白了。", "没问题，麻烦你们了。", "谢谢！🙏"],
  },
  {
    name: "Emma Clarke",
    username: "emmaclarke",
    language: "en",
    story: [
      says("Hi! My order #2041 arrived today, but one of the cups is broken :("),
      shows("cup.png", crackedCup(), "This is how it looks"),
      waits,
      says("A replacement would be great, thank you!"),
      waits,
      reacts("❤"),
    ],
    afterwards: ["Perfect.", "That works for me.", "Thanks again, you are very kind!"],
  },
  {
    name: "李娜",
    username: "lina_design",
    language: "zh-hans",
    story: [
      says("请问可以定制刻字吗？想刻“生日快了”"),
      edits("请问可以定制刻字吗？想刻“生日快乐”"),
      waits,
      speaks(3),
      says("语音里说了尺寸，方便的话发个报价给我～"),
      waits,
      reacts("🎉"),
      says("价格可以，我下单！"),
    ],
    afterwards: ["好呀～", "收到，等你们消息。", "辛苦啦！"],
  },
  {
    name: "Tom Becker",
    username: "tbecker",
    language: "en",
    story: [
      says("Do you ship to Germany? And how much would it be for a set of four bowls?"),
      waits,
      says("And can I pay by bank transfer?"),
      waits,
      reacts("👌"),
    ],
    afterwards: ["Good to know.", "All right, I will order tonight.", "Cheers!"],
  },
  {
    name: "陈伟",
    username: "chenwei88",
    language: "zh-hans",
    story: [
      shows("parcel.png", parcel(), "快递到了，包装很好！"),
      says("不过发票好像没放进去，能补发一张电子发票吗？"),
      waits,
      says("抬头写：上海伟业贸易有限公司，谢谢"),
    ],
    afterwards: ["收到了，谢谢。", "好，下次还来。", "👌"],
  },
];

/** Customers who write on WeChat. 小明 is 王小明 on Telegram: two contacts, until an agent says that they are one. */
export const wechatCast: readonly Member[] = [
  {
    name: "小明",
    username: "wang_xm",
    language: "zh-hans",
    story: [
      says("你好，我是王小明，刚才在 Telegram 上问过蓝色马克杯"),
      says("以后在微信上联系我就好"),
      waits,
      shows("parcel.png", parcel(), "上次的快递很好，这次也这样包装可以吗？"),
    ],
    afterwards: ["好的，谢谢。", "收到！", "👌"],
  },
  {
    name: "赵敏",
    username: "zhaomin_2020",
    language: "zh-hans",
    story: [
      says("在吗？想订一套茶具，四个杯子加一个壶"),
      waits,
      says("可以开发票吗？"),
      isAt("杭州市西湖区龙井路 1 号", 30.2323, 120.1142),
    ],
    afterwards: ["好的～", "没问题。", "辛苦了！"],
  },
];

/** Customers who write on WhatsApp. */
export const whatsappCast: readonly Member[] = [
  {
    name: "Sofia Rossi",
    username: "sofia",
    language: "en",
    story: [
      says("Ciao! I saw your teapots at the fair. Is the small green one still available?"),
      waits,
      reacts("❤️"),
      isAt("Via Roma 12, Bologna", 44.4949, 11.3426),
      says("Could you ship it here before Friday?"),
    ],
    afterwards: ["Perfetto, grazie!", "Super.", "👍"],
  },
  {
    name: "林志强",
    username: "lam",
    language: "zh-hans",
    story: [
      says("你好，我想退一个花瓶，颜色和照片不一样"),
      shows("cup.png", crackedCup(), "照片在这里"),
      waits,
      says("好的，那换一个蓝色的吧"),
    ],
    afterwards: ["麻烦了", "收到", "谢谢"],
  },
];

export interface Group {
  readonly title: string;
  readonly lines: readonly { readonly by: string; readonly text: string }[];
}

/** A group that the shop's bot is in. */
export const group: Group = {
  title: "Pottery friends 陶艺之友",
  lines: [
    { by: "Emma Clarke", text: "Is the glazing workshop on Saturday still on?" },
    { by: "李娜", text: "我也想知道，周六几点开始？" },
  ],
};
