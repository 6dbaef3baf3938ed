import type { media as english } from "../en/media.ts";

type Key = Exclude<keyof typeof english, `${string}_one`>;

export const media: Readonly<Record<Key, string>> = {
  "date.open": "跳转到日期…",
  "date.title": "跳转到日期",
  "date.day": "日期",
  "date.go": "跳转",
  "picture.from": "{{name}} 的图片",
  "picture.previous": "上一张图片",
  "picture.next": "下一张图片",
  "picture.closer": "放大",
  "picture.further": "缩小",
  "sound.play": "播放",
  "sound.pause": "暂停",
  "sound.position": "播放位置",
  "sound.at": "{{at}} / {{length}}",
  "sound.speed": "倍速：{{speed}}，点按更改",
  "sound.broken": "此浏览器无法播放。",
};
