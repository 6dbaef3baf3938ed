// The page of the one-time link. Its token is in the address's fragment, which no browser sends anywhere.
const chinese = {
  title: "设置 Switchboard",
  intro: "您是第一位使用者：请创建管理员账户。",
  name: "您的姓名",
  email: "电子邮箱",
  password: "密码（至少 10 个字符）",
  create: "创建账户",
  done: "设置完成",
  next: "程序通过 API 密钥访问。请在此创建一个，然后按照 README 连接第一个渠道。",
  makeKey: "创建 API 密钥",
  secret: "请立即复制：密钥只显示这一次",
  docs: "查看全部 HTTP 接口",
  noToken: "请打开启动时打印的一次性链接。链接已失效？重新启动后会打印新的链接。",
  refused: "此链接已使用、已过期或不正确。重新启动后会打印新的链接。",
  unreachable: "无法连接，请稍后再试。",
};
const english = {
  noToken:
    "Open the one-time link that the hub printed when it started. Lost it? A restart prints a new one.",
  refused: "This link is used, too old or wrong. Restart the hub for a new one.",
  unreachable: "The hub can't be reached. Try again in a moment.",
};

const isChinese = navigator.language.toLowerCase().startsWith("zh");
const text = isChinese ? chinese : english;
const locale = isChinese ? "zh-CN" : "en";
const byId = (id) => document.getElementById(id);

document.documentElement.lang = locale;
if (isChinese) {
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = chinese[element.dataset.text];
  }
}

const token = location.hash.slice(1);
// Not to be left in the history, or on a screen that is shared.
history.replaceState(null, "", location.pathname);

// Whoever puts the link into the address of this very page changes only the fragment, which loads nothing.
addEventListener("hashchange", () => location.reload());

if (token === "") show(text.noToken);
else byId("account").hidden = false;

byId("account").addEventListener("submit", (event) => {
  event.preventDefault();
  void createAccount(event);
});
byId("make-key").addEventListener("click", (event) => void makeKey(event));

async function createAccount(event) {
  const fields = Object.fromEntries(new FormData(event.target));
  const answer = await post("/api/v1/setup", { ...fields, token, locale }, event.submitter);
  if (answer === undefined) return;
  event.target.hidden = true;
  byId("done").hidden = false;
  byId("done-title").focus();
}

async function makeKey(event) {
  const session = await (await fetch("/api/v1/session")).json();
  const key = { name: "First key", scopes: session.permissions };
  const answer = await post("/api/v1/api-keys", key, event.target);
  if (answer === undefined) return;
  event.target.hidden = true;
  byId("key").hidden = false;
  byId("secret").value = answer.secret;
  byId("secret").select();
}

/** Resolves with the answer, or with undefined after having shown what went wrong. */
async function post(path, body, button) {
  button.disabled = true;
  byId("problem").hidden = true;
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    show(answer.code === "setup-refused" ? text.refused : answer.detail);
  } catch {
    show(text.unreachable);
  } finally {
    button.disabled = false;
  }
  return undefined;
}

function show(problem) {
  byId("problem").textContent = problem;
  byId("problem").hidden = false;
}
