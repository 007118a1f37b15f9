"""The desk: the story of a post from receipt to decision, told once for all doors.

A post is stored before anything else happens to it; what follows can fail and be taken up again. Vendors are behind
the small Protocols of `ports.py`; `app.py` chooses them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import answers, clocks, drafts, llm_brief, review
from bot.advice import Advice, advise
from bot.answers import Answer, Question
from bot.card import Card, card_of
from bot.case import Case, Post, Turn, clean
from bot.context import EARLIER_WITHIN, JOINED_WITHIN, MOST_EARLIER, Context, Rarity, joined, known_by
from bot.decision import CaseFile, Decision, Proposal, Wish, decided
from bot.deeds import reader
from bot.digest import Digest, digest_of, week_of, weeks_to
from bot.digest_advice import advised
from bot.errors import NluAway, Refused
from bot.guidelines import Handbook
from bot.labels import NOT_COMPLAINTS
from bot.memory import Memory
from bot.phrases import Phrases
from bot.ports import Ledger, Nlu, Writer
from bot.privacy import nothing_left
from bot.reading import DetectLanguage, Guess, Reading, asked_of, corrected, reading_of, topic_of
from bot.review import Brief, Finding
from bot.routing import Route, route
from bot.search import MOST_FOUND, wanted_of
from bot.settings import Settings
from bot.similar import MOST_SIMILAR, TYPES_WITHOUT, Before, before_of, similar, telling_words
from bot.sure_answers import TOPICS_OF, Matter, sure_answer
from bot.sure_questions import Sure, sure_question

_SHORTER = (0.75, 0.9)
"""How much of the usual length shorter drafts may have at most; the second where not all come out so short."""

_EARLIER = timedelta(days=90)  # replies that a new one is compared with


@dataclass(frozen=True, slots=True)
class Triaged:
    """What came of a post: its case, whether it was new, and why it could not be read (yet), if so."""

    file: CaseFile
    new: bool
    away: NluAway | None = None


@dataclass(slots=True)
class Desk:
    """Everything that Meelezer can do for a team, on the ports given to it. Times (`now`) are always passed in."""

    ledger: Ledger
    nlu: Nlu
    handbook: Handbook
    phrases: dict[str, Phrases]
    settings: Settings
    language_of: DetectLanguage
    rng: random.Random
    rarity: Rarity = field(default_factory=Rarity.load)
    _memory: Memory = field(default_factory=Memory)
    _remembered_until: int = 0
    _withdrawn: int = 0
    writer: Writer | None = None
    at_once: Nlu | None = None  # what reads sentences of a reply for whoever waits for a form; None: `nlu` does

    def receive(self, post: Post, now: datetime) -> Triaged:
        """Store `post`, read it, advise and draft. NLU away: the case stays and says so."""
        return self.receive_all([post], now)[0]

    def receive_all(self, posts: Sequence[Post], now: datetime) -> list[Triaged]:
        """The same for several posts, which the NLU reads together. All are stored before the first is read."""
        stored = [self.ledger.receive(post, now) for post in posts]
        unread = {file.case.id for file, _ in stored if file.proposal is None and not file.case.removed_at}
        waiting = {file.case.id: post for (file, _), post in zip(stored, posts, strict=True) if file.case.id in unread}
        away = None
        try:
            self._read(waiting, now)
        except NluAway as error:
            away = error
        return [
            Triaged(
                file := self.ledger.file(old.case.id),
                new,
                away if old.case.id in unread and not file.proposal else None,
            )
            for old, new in stored
        ]

    def catch_up(self, now: datetime) -> int:
        """Read the cases that were left unread when the NLU was away; return how many. Raises NluAway."""
        waiting = {file.case.id: file.case.post for file in self.ledger.unread()}
        self._read(waiting, now)
        return len(waiting)

    def _read(self, waiting: dict[str, Post], now: datetime) -> None:
        if not waiting:
            return
        replies = self.nlu.parse([post.text for post in waiting.values()])
        for (case_id, post), reply in zip(waiting.items(), replies, strict=True):
            lang = self._language(post)
            file = self.ledger.file(case_id)
            reading = reading_of(reply, post, lang, self.settings.thresholds, self.settings.handles)
            for earlier in (one for one in file.decisions if one.verb == "correct"):  # while the NLU was away
                reading = _as_corrected(reading, earlier)
            case = Case(case_id, post, file.case.received_at)
            self.ledger.propose(case_id, self._proposal(case, reading, now), first=True)

    def _language(self, post: Post) -> str:
        return post.lang or self.language_of(post.text)

    def _proposal(self, case: Case, reading: Reading, now: datetime, at_most: int = drafts.NO_LIMIT) -> Proposal:
        post, context = case.post, self._context(case, now)
        advice = advise(post, case.received_at, reading, self.handbook, self.settings, context)
        brief = self._brief(post, reading, private=advice.action == "reply_public_details_private")
        tools = drafts.Desk(
            self.phrases[reading.reply_lang(self.settings.language)], self.settings, now, self.rng, self._remembered(),
            faults=lambda text: _faults(review.review(text, brief, self.language_of)),
            at_most=at_most,
        )  # fmt: skip
        return Proposal(now, reading, advice, self._drafts(post, reading, advice, tools, brief), context)

    def _drafts(
        self, post: Post, reading: Reading, advice: Advice, tools: drafts.Desk, brief: Brief
    ) -> tuple[drafts.Draft, ...]:
        """Three built drafts, the second in the words of the team's language model where the reviewer minds none of them.

        Not in a critical case: what is said there was read by people before. Nor where the drafts are to be short."""
        built = drafts.propose(post, reading, advice, tools)
        held = advice.approval or advice.action == "hold_for_approval"
        if self.writer is None or held or len(built) < 2 or tools.at_most < drafts.NO_LIMIT:
            return built
        plan = drafts.plan_of(post, reading, advice, tools, 1)
        task = llm_brief.Task(post, reading.reply_lang(self.settings.language), plan, built, self.settings)
        written = self.writer.write(llm_brief.assignment_of(task))
        draft = llm_brief.draft_of(task, written or "", self.language_of, tools.used)
        if draft is None:
            return built
        # That it is signed as the brand signs has been seen to, also where nobody's name is set.
        known = [*(one.text for one in built), *self.ledger.recent_replies(tools.now - _EARLIER)]
        brief = replace(brief, earlier=known, levels={**brief.levels, "missing_signature": "off"})
        return built if review.review(draft.text, brief, self.language_of) else (built[0], draft, *built[2:])

    def _remembered(self) -> Memory:
        """The drafts of late, also those that another bot on the same ledger proposed; not of posts that do not belong here."""
        if (withdrawn := self.ledger.times_withdrawn()) != self._withdrawn:
            self._memory, self._remembered_until, self._withdrawn = Memory(), 0, withdrawn
        self._remembered_until, new = self.ledger.drafts_since(self._remembered_until)
        for sentences in new:
            self._memory.add(sentences)
        return self._memory

    def _context(self, case: Case, now: datetime) -> Context:
        """What the ledger knows besides, by `now`: earlier cases of the author, and others who say the same."""
        post, written = case.post, case.written_at
        files = self.ledger.of_author(post, (written, case.id), written - EARLIER_WITHIN)
        own = sorted((file.as_earlier(now) for file in files), key=lambda one: not one.owed)
        others = self.ledger.others(post, case.id, written - JOINED_WITHIN, min(written + JOINED_WITHIN, now))
        names = (*self.settings.handles, self.settings.brand)
        return Context(tuple(own[:MOST_EARLIER]), joined(post.text, others, self.rarity, names))

    def _as_of(self, file: CaseFile, now: datetime) -> CaseFile:
        """An open case with what is known besides by now: an outage grows, a promise is kept."""
        if file.proposal is None or not file.standing.open:
            return file
        known = replace(file.proposal, context=self._context(file.case, now))
        return replace(file, proposals=(*file.proposals[:-1], known))

    def _brief(
        self,
        post: Post,
        reading: Reading | None,
        private: bool = False,
        earlier: Sequence[str] = (),
        signer: str | None = None,
    ) -> Brief:
        lang = reading.reply_lang(self.settings.language) if reading else self._language(post)
        return Brief(
            post=post, earlier=earlier, signer=signer or self.settings.signer,
            is_complaint=reading is None or reading.cautious.type.name not in NOT_COMPLAINTS, private_details=private,
            levels=self.settings.review_levels, never_say=self.settings.never_say,
            emoji=self.settings.emoji is not False, humour=self.settings.humour is not False, limits=self.settings.lengths,
            lang=lang if lang in ("nl", "en") else None,
        )  # fmt: skip

    def review(
        self, post: Post, reply: str, now: datetime, earlier: Sequence[str] = (), signer: str | None = None
    ) -> tuple[Finding, ...]:
        """Check `reply` to `post`, also against `earlier` replies and those the team chose in the last 90 days.

        The NLU says what each sentence does and, where it matters, whether the post is a complaint; while it is away the
        patterns judge alone, and the post counts as one."""
        known = [*earlier, *(turn.text for turn in post.history if turn.by == "brand")]
        known += self.ledger.recent_replies(now - _EARLIER)
        brief = replace(self._brief(post, None, earlier=known, signer=signer), reads=reader(self.nlu.parse))
        findings, otherwise = (
            review.review(clean(reply), replace(brief, is_complaint=is_one), self.language_of)
            for is_one in (True, False)
        )
        return findings if findings == otherwise or self._is_complaint(post) else otherwise

    def _is_complaint(self, post: Post) -> bool:
        try:
            read = self.nlu.parse([post.text])[0]
        except NluAway:
            return True
        reading = reading_of(read, post, self._language(post), self.settings.thresholds, self.settings.handles)
        return reading.cautious.type.name not in NOT_COMPLAINTS

    def review_draft(self, post: Post, proposal: Proposal, text: str) -> tuple[Finding, ...]:
        """What the reviewer says of a draft that Meelezer itself proposed."""
        private = proposal.advice.action == "reply_public_details_private"
        return review.review(text, self._brief(post, proposal.reading, private), self.language_of)

    def review_in_case(self, file: CaseFile, reply: str, now: datetime) -> tuple[Finding, ...]:
        """Check a colleague's `reply` to the post of a case."""
        reading = file.proposal.reading if file.proposal else None
        private = bool(file.proposal and file.proposal.advice.action == "reply_public_details_private")
        earlier = [r for r in self.ledger.recent_replies(now - _EARLIER) if r != file.standing.text]
        brief = self._brief(file.case.post, reading, private, earlier)
        brief = replace(brief, reads=reader((self.at_once or self.nlu).parse))
        findings = review.review(clean(reply), brief, self.language_of)
        self.note_findings(file.case.id, reply, findings, now)
        return findings

    def note_findings(self, case_id: str, reply: str, findings: Sequence[Finding], now: datetime) -> None:
        """Remember what the reviewer found in a colleague's text, for the digest; `case_id` "" without a case."""
        self.ledger.note_findings(case_id, reply, [(one.rule, one.level) for one in findings], now)

    def decide(self, case_id: str, wish: Wish) -> tuple[CaseFile, bool]:
        """Do what a button does; return the case and whether anything changed. Raises Refused or BadInput.

        A blocking finding in an edited reply needs a reason, which is then kept with the decision. About a case whose texts
        were removed nothing can be decided."""
        if wish.verb == "edit" and wish.text:
            self._refuse_blocked(self.ledger.file(case_id), wish)
        file, decision = self.ledger.decide(case_id, lambda current: self._decided(current, wish))
        if left := decision or _left_alone(file):
            file = self._again(file, left, wish.at)
        return file, left is not None

    def _decided(self, file: CaseFile, wish: Wish) -> Decision | None:
        if file.case.removed_at:
            words = nothing_left(file.case, self.settings)
            raise Refused(words.nl, words.en)
        return decided(file, wish, self.settings)

    def _refuse_blocked(self, file: CaseFile, wish: Wish) -> None:
        blocks = [f for f in self.review_in_case(file, wish.text, wish.at) if f.level == "block"]
        if blocks and not wish.reason:
            nl, en = " ".join(f.message.nl for f in blocks), " ".join(f.message.en for f in blocks)
            raise Refused(
                f"{nl} Toch versturen kan, met een reden.",
                f"{en} To send it anyway, give a reason.",
            )

    def _again(self, file: CaseFile, decision: Decision, now: datetime) -> CaseFile:
        """Advice and drafts anew, where a decision calls for them. Without a reading yet, they wait for the NLU."""
        if file.proposal is None or decision.verb not in _ANEW:
            return file
        reading, case = file.proposal.reading, _with_our_replies(file)
        if decision.verb == "correct":
            reading, case = _as_corrected(reading, decision), file.case
        return self.ledger.propose(file.case.id, self._proposal(case, reading, now), first=False)

    def others(self, case_id: str, now: datetime) -> CaseFile:
        """Propose other drafts for a case, with the reading and the advice that it has; Refused where none are to be chosen."""
        file, shown = self._to_choose(case_id)
        return self.ledger.propose(case_id, self._proposal(_with_our_replies(file), shown.reading, now), first=False)

    def shorter(self, case_id: str, now: datetime) -> CaseFile:
        """Propose shorter drafts, as many as can be; Refused where none are to be chosen, or none can be much shorter."""
        file, shown = self._to_choose(case_id)
        usual = sum(len(draft.text) for draft in shown.drafts) / len(shown.drafts)
        found: list[Proposal] = []
        for part in _SHORTER:
            found.append(self._proposal(_with_our_replies(file), shown.reading, now, round(part * usual)))
            if len(found[-1].drafts) == len(shown.drafts):
                break
        most = max(found, key=lambda one: len(one.drafts))
        if most.drafts:
            return self.ledger.propose(case_id, most, first=False)
        raise Refused("Korter lukt niet zonder iets weg te laten dat erin moet. Bewerk een voorstel als je dat toch wilt.",
                      "Shorter would leave out what has to be in it. Edit a draft if you want that all the same.")  # fmt: skip

    def _to_choose(self, case_id: str) -> tuple[CaseFile, Proposal]:
        """A case with the drafts that a colleague may choose from now."""
        file = self.ledger.file(case_id)
        choosing = file.standing.open and file.standing.waits_for == "reply"
        if file.proposal is None or not file.proposal.drafts or not choosing:
            raise Refused("Hier zijn geen voorstellen om te vervangen.", "There are no drafts here to replace.")
        return file, file.proposal

    def ask(
        self,
        question: str,
        now: datetime,
        about: CaseFile | Proposal | None = None,
        before: Answer | None = None,
        overheard: bool = False,
    ) -> Answer:
        """Answer a colleague's question, about a case where there is one. Raises NluAway.

        `before`: what was answered last in the same thread, so that "and if he stays angry?" keeps its topic.
        `overheard`: it was not said to Meelezer, so that it is forgotten unless there is an answer to it."""
        question = clean(question)
        if sure := sure_question(question, before.topic if before else ""):
            return self._sure(sure, question, now, about, overheard)
        reply = self.nlu.parse([question])[0]
        topic, asked = topic_of(reply), asked_of(reply)
        lang = self._spoken(question)
        case_id = about.case.id if isinstance(about, CaseFile) else None
        proposal = self._as_of(about, now).proposal if isinstance(about, CaseFile) else about
        again = before if before and answers.goes_on(question, topic, before) else None
        if again:
            asked = asked if topic.name == again.topic else None
            topic = Guess(again.topic, max(topic.confidence, again.confidence), topic.ranking)
        turn = self.ledger.times_asked(answers.topic_answered(topic, self.settings))
        result = answers.answer(Question(topic, lang, asked, turn), self.handbook, self.settings, proposal, now)
        if again and not (proposal and proposal.advice.action == "no_reply"):
            result = answers.with_follow_up(result, self.handbook)
        if not (overheard and result.abstained):
            self.ledger.note_question(now, case_id, question, result.topic)
        return result

    def _sure(
        self, sure: Sure, question: str, now: datetime, about: CaseFile | Proposal | None, overheard: bool
    ) -> Answer:
        """Answer what needs no NLU: it stands in the case or in the settings."""
        known = self._as_of(about, now) if isinstance(about, CaseFile) else about
        matter = Matter(self.handbook, self.settings, now, known, sure.platform)
        result = sure_answer(sure, matter, self.ledger.times_asked(TOPICS_OF[sure.kind]))
        if not (overheard and result.abstained):
            case_id = about.case.id if isinstance(about, CaseFile) else None
            self.ledger.note_question(now, case_id, question, result.topic)
        return result

    def _spoken(self, question: str) -> str:
        """The language of a colleague's question: the team's own, unless its words are plainly of the other one."""
        spoken, own = self.language_of(question), self.settings.language
        words = set(re.findall(r"[a-z']+", question.lower()))
        return spoken if spoken == own or (spoken in _PLAIN_WORDS and words & _PLAIN_WORDS[spoken]) else own

    def proposal_for(self, post: Post, now: datetime) -> Proposal:
        """Read and advise on a post without making a case of it: for a question about a post passed along."""
        reply = self.nlu.parse([post.text])[0]
        reading = reading_of(reply, post, self._language(post), self.settings.thresholds, self.settings.handles)
        context = self._context(Case(post.key, post, now), now)
        return Proposal(now, reading, advise(post, now, reading, self.handbook, self.settings, context), (), context)

    def route(self, message: str, about: CaseFile | None = None) -> Route:
        """What a chat message is: post, question, both, order or small talk. Raises NluAway.

        A text of several lines, or one before any case is at hand, is most likely a post."""
        return route(message, self.nlu.parse, expects_post=about is None or "\n" in message)

    def card(self, file: CaseFile, now: datetime) -> Card:
        """The card of a case as it stands."""
        return card_of(self._as_of(file, now), self.settings, now, self.before(file, now))

    def search(self, words: str, most: int = MOST_FOUND, only_open: bool = False) -> tuple[list[CaseFile], bool]:
        """The cases that have all the words that somebody typed, the newest first, and False.

        Where none has: those with most of them, and True. Raises BadInput where there are no words."""
        return self.ledger.search(wanted_of(words, self.rarity), most, only_open)

    def before(self, file: CaseFile, now: datetime) -> tuple[Before, ...]:
        """Earlier cases that help to choose the reply to a case; none once it is chosen."""
        if not file.standing.choosing:
            return ()
        mine = file.case.post
        others = [one for one in self.similar(file, over=True) if not _of_one_author(one.case.post, mine)]
        return tuple(before_of(one, self.settings, now) for one in others[:MOST_SIMILAR])

    def similar(self, file: CaseFile, over: bool = False) -> list[CaseFile]:
        """Earlier cases that are like a case, the most alike first; `over`: only where it is known what was done."""
        if file.proposal is None or file.proposal.reading.type.name in TYPES_WITHOUT:
            return []
        names = (*self.settings.handles, self.settings.brand)
        telling = telling_words(file.case.post.text, self.rarity, names)
        others = self.ledger.like(file.case.id, telling, file.proposal.reading.type.name, over)
        return similar(file, others, self.rarity, names)

    def cards(self, files: Sequence[CaseFile], now: datetime) -> list[Card]:
        """Cards for a list, which shows nothing of what the ledger knows besides: that is not looked up for each."""
        return [card_of(file, self.settings, now) for file in files]

    def digest(self, week: str | None, now: datetime) -> Digest:
        """The figures of a week (None: the last full one, THIS_WEEK: the running one). Raises BadInput for what is no week."""
        wanted = week_of(week, now, self.settings)
        counted = self.ledger.week(weeks_to(wanted, self.settings))
        return advised(digest_of(wanted, counted, now, self.settings), counted.facts, now, self.settings)

    def due(self, now: datetime) -> list[clocks.Due]:
        """What the clocks would say at `now` and have not said yet."""
        things = clocks.due(self.ledger.open_files(), self.ledger.first_received(), now, self.settings)
        return [one for one in things if not self.ledger.was_said(one.key, now)]

    def tick(self, now: datetime) -> list[clocks.Due]:
        """What the clocks say now, each thing once, also with several bots on one ledger."""
        said = [one for one in self.due(now) if self.ledger.say_once(one.key, now)]
        for one in said:
            self.ledger.was_told(one.key, now)
        return said


_PLAIN_WORDS = {
    "nl": {"de", "het", "een", "ik", "moet", "moeten", "hoe", "wat", "niet", "dit", "dat", "klant", "mag", "kan", "kunnen", "wie",
           "waarom", "en", "voor", "je", "jullie", "als", "zou"},
    "en": {"the", "should", "how", "what", "do", "does", "i", "can", "my", "if", "he", "she", "they", "this", "that", "not", "reply",
           "customer", "when", "who", "why", "you", "and", "for", "it"},
}  # fmt: skip
"""Words that one of the two languages has and the other has not; in a few words no library tells them apart."""


_ANEW = ("correct", "not-solved", "reopen", "send-back")
"""The decisions after which there is something new to propose."""


def _left_alone(file: CaseFile) -> Decision | None:
    """The last decision of a case, where what it calls for was not proposed: the bot stopped in between."""
    last = file.decisions[-1] if file.decisions else None
    return last if last and last.verb in _ANEW and file.proposal and file.proposal.at < last.at else None


def _as_corrected(reading: Reading, decision: Decision) -> Reading:
    name, _, value = decision.value.partition("=")
    return corrected(reading, **{"type_" if name == "type" else name: value})


def _with_our_replies(file: CaseFile) -> Case:
    """A case whose thread has the replies that the team posted since, so that the next round is another one."""
    ours = tuple(Turn("brand", text) for text in file.posted if text)
    return replace(file.case, post=replace(file.case.post, history=(*file.case.post.history, *ours)))


def _of_one_author(first: Post, second: Post) -> bool:
    """Whether two posts are of one author, as far as that is known; the notes on a card tell of those."""
    known = known_by(first.author, first.platform) and known_by(second.author, second.platform)
    return bool(known) and (first.author or "").casefold() == (second.author or "").casefold()


def _faults(findings: Sequence[Finding]) -> int:
    """How bad findings are: 0 none, 1 warnings, 2 blocking."""
    return 0 if not findings else 1 if review.ok(findings) else 2
