/** How many customers take part: their conversations are known to the hub before anything is measured. */
export const customers = 500;

/** An update as Telegram sends it for a text message (https://core.telegram.org/bots/api#update). */
export function update(
  updateId: number,
  {
    customer = updateId % customers,
    text = `Hello, where is my order ${updateId}? 你好，我的订单到哪里了？`,
  } = {},
): string {
  const id = 100_000 + customer;
  const person = { id, is_bot: false, first_name: `Customer ${id}`, language_code: "en" };
  return JSON.stringify({
    update_id: updateId,
    message: {
      message_id: updateId,
      from: person,
      chat: { id, type: "private", first_name: person.first_name },
      date: Math.floor(Date.now() / 1000),
      text,
    },
  });
}
