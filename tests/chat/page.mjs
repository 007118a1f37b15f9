// A colleague's browser at the playground: each line that comes in is something to do, each line that goes out what came of it.
// Started as `node page.mjs ADDRESS CHROMIUM`, with --no-sandbox behind it where Chromium's own fence does not work.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [address, executablePath, ...fence] = process.argv.slice(2);
const calm = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"];
const browser = await chromium.launch({ executablePath, headless: true, args: [...calm, "--disable-sync", "--no-first-run", ...fence] });
const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
page.setDefaultTimeout(8000);

const writing = () => page.locator("[contenteditable=true]");
const sending = () => button("Send Message").first(); // a channel has one below each post, the newest post above
const answering = () => sending().locator("xpath=preceding::*[@contenteditable='true'][1]");
const button = (name) => page.getByRole("button", { name, exact: true });

async function mention() {
  await page.keyboard.type("@");
  await page.getByRole("listbox").getByRole("menuitem", { name: "Meelezer" }).click();
  await page.keyboard.type(" ");
}

const deeds = {
  go: ({ name }) => page.getByRole("treeitem", { name }).click(),
  async say({ text, mentioning, post }) {
    if (post) await page.getByText("Start a new post").click({ force: true });
    await (post ? writing().first() : answering()).click();
    if (mentioning) await mention();
    await page.keyboard.type(text);
    await (post ? button("Post") : sending()).click();
  },
  async command({ id, newest }) {
    await button(newest ? "Show more information" : "Trigger Message Extension App").last().click();
    await (newest ? page.getByRole("menuitem", { name: "Action Command" }) : page.getByText("Action Command")).click();
    await page.getByPlaceholder(/command id/i).fill(id);
    await button("Create").click();
  },
  click: ({ words, place }) => button(words).nth(place).click(),
  fill: ({ label, text, place }) => page.getByLabel(label).nth(place).fill(text),
  async choose({ label, option }) {
    await page.getByRole("combobox", { name: label }).last().click();
    await page.getByRole("option", { name: option, exact: true }).click();
  },
  see: ({ words, seconds }) => page.getByText(words).last().waitFor({ timeout: seconds * 1000 }),
  async gone({ words, seconds }) {
    await page.getByText(words).first().waitFor({ state: "detached", timeout: seconds * 1000 });
  },
  text: () => page.locator("body").innerText(),
  shot: ({ path }) => page.screenshot({ path }),
};

await page.goto(address);
await button("Hide log panel").click({ timeout: 20000 });  // it shows JSON in fields like those to write in
await writing().first().waitFor();
console.log(JSON.stringify({ done: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const { deed, ...how } = JSON.parse(line);
  try {
    const told = await deeds[deed](how);
    console.log(JSON.stringify({ done: true, told: typeof told === "string" ? told : null }));
  } catch (error) {
    console.log(JSON.stringify({ done: false, told: String(error).slice(0, 2000) }));
  }
}
await browser.close();
