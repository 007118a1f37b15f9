// Draws what the page holds in `window.shown`: a message's blocks, a modal, or the home tab.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./picture.css";

const { blocks, view, dark, people, channels, logo, time, optional } = window.shown;
const theme = dark ? "dark" : "light";

// The renderer leaves out what a menu holds at first and which fields may stay empty; Slack shows both.
function asSlackShows(block) {
  if (block.type !== "input") return block;
  const { initial_option: chosen, ...element } = block.element;
  const label = block.optional ? { ...block.label, text: `${block.label.text} ${optional}` } : block.label;
  return { ...block, label, element: chosen ? { ...block.element, placeholder: chosen.text } : element };
}

function Blocks({ bare }) {
  return (
    <Message
      blocks={blocks.map(asSlackShows)}
      name="Meelezer"
      logo={logo}
      time={new Date(time * 1000)}
      theme={theme}
      data={{ users: people, channels, user_groups: [] }}
      withoutWrapper={bare}
    />
  );
}

function Modal() {
  return (
    <div className="modal">
      <div className="title">
        <b>{view.title.text}</b>
        <span>✕</span>
      </div>
      <div className="blocks">
        <Blocks bare />
      </div>
      <div className="answer">
        {view.close && <span>{view.close.text}</span>}
        {view.submit && <span className="main">{view.submit.text}</span>}
      </div>
    </div>
  );
}

function Shown() {
  if (!view) return <div className="message"><Blocks /></div>;
  return view.type === "modal" ? <Modal /> : <div className="blocks"><Blocks bare /></div>;
}

document.body.className = theme;
const root = createRoot(document.getElementById("root"));
flushSync(() => root.render(<Shown />)); // before the page counts as loaded, when it is photographed
