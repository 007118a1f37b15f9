// Draws what the page holds in `window.shown`: an Adaptive Card, by Microsoft's own renderer, in Teams' colours. Then it takes
// the steps: a field's id with what is filled in, or the words of a button that is clicked. What is sent stands below as JSON.
import * as AdaptiveCards from "adaptivecards";
import "adaptivecards/dist/adaptivecards.css";
import MarkdownIt from "markdown-it";
import "./teams.css";

const { card, dark, steps } = window.shown;
const markdown = new MarkdownIt({ linkify: false });
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

const [text, ground, raised, line, accent, attention] = dark
  ? ["#ffffff", "#292929", "#1f1f1f", "#525252", "#9299f7", "#f1707b"]
  : ["#242424", "#ffffff", "#f5f5f5", "#d1d1d1", "#5b5fc7", "#c4314b"];
const shades = (color) => ({ default: color, subtle: `#b3${color.slice(1)}` }); // how much of it comes first
const foregroundColors = { default: shades(text), accent: shades(accent), attention: shades(attention) };
const weights = { lighter: 300, default: 400, bolder: 600 };
const sizes = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
const letters = { fontFamily: "inherit", fontSizes: sizes, fontWeights: weights };

const looks = new AdaptiveCards.HostConfig({
  spacing: { small: 6, default: 8, medium: 12, large: 20, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: line },
  supportsInteractivity: true,
  fontTypes: { default: letters, monospace: letters },
  containerStyles: {
    default: { backgroundColor: ground, foregroundColors },
    emphasis: { backgroundColor: raised, foregroundColors },
  },
  inputs: {
    label: { inputSpacing: "small", requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder" } },
    errorMessage: { color: "attention", weight: "bolder" },
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    showCard: { actionMode: "inline", inlineTopMargin: 8, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
  },
  factSet: { title: { weight: "bolder", maxWidth: 240 }, spacing: 16 },
});

const made = new AdaptiveCards.AdaptiveCard();
made.hostConfig = looks;
const sent = [];
made.onExecuteAction = (action) => sent.push({ verb: action.verb, data: action.data });
const context = new AdaptiveCards.SerializationContext();
made.parse(card, context);
const root = document.getElementById("root");
document.body.className = dark ? "dark" : "light";
root.appendChild(made.render());
const wrong = [];
for (let n = 0; n < context.eventCount; n++) wrong.push(context.getEventAt(n).message);
for (const [name, value] of steps) {
  const field = made.getAllInputs(true).find((one) => one.id === name);
  const button = [...root.querySelectorAll("button")].find((one) => one.innerText === name && one.offsetParent);
  if (field?.renderedInputControlElement) field.renderedInputControlElement.value = value;
  else if (button) button.click();
  else wrong.push(`no field or button ${name}`);
}
if (wrong.length) root.prepend(wrong.join("; "));
const told = document.body.appendChild(document.createElement("script"));
told.type = "application/json";
told.textContent = JSON.stringify(sent);
