// What a program in JavaScript does with minutes of ours, by Automerge's own rich-text calls.
//
//   node interop.mjs read MINUTES          prints the spans of the body as JSON
//   node interop.mjs write MINUTES WRITTEN writes into the body of new minutes, and prints its spans
//
// Automerge counts in UTF-16 here and in code points in the program: no position is ever handed over.

import { readFileSync, writeFileSync } from "node:fs"
import * as Automerge from "@automerge/automerge"

const BODY = ["body"]

/** The spans with every kind of string as a plain one. */
function spans(doc) {
  const plain = (value) => {
    if (Automerge.isImmutableString(value)) return value.toString()
    if (Array.isArray(value)) return value.map(plain)
    if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
    }
    return value
  }
  return plain(Automerge.spans(doc, BODY))
}

const text = (value) => new Automerge.ImmutableString(value)

/** A block marker as automerge-prosemirror writes it. */
const block = (type, { parents = [], attrs = {} } = {}) => ({
  type: text(type),
  parents: parents.map(text),
  attrs,
  isEmbed: false,
})

/** A block marker as Automerge's documentation has it: each plain string becomes a text object. */
const plainBlock = (type, { parents = [], attrs = {} } = {}) => ({ type, parents, attrs, isEmbed: false })

function write(doc) {
  // The new minutes have one marker, an empty paragraph's.
  let end = 1
  const append = (marker, content) => {
    doc = Automerge.change(doc, (draft) => {
      Automerge.splitBlock(draft, BODY, end, marker)
      Automerge.splice(draft, BODY, end + 1, 0, content)
    })
    const start = end + 1
    end = start + content.length
    return start
  }
  const mark = (start, content, part, name, value, expand = "after") => {
    const at = start + content.indexOf(part)
    doc = Automerge.change(doc, (draft) => {
      Automerge.mark(draft, BODY, { start: at, end: at + part.length, expand }, name, value)
    })
  }

  const title = "Mötet öppnas 😀"
  doc = Automerge.change(doc, (draft) => {
    Automerge.updateBlock(draft, BODY, 0, block("heading", { attrs: { level: 2 } }))
    Automerge.splice(draft, BODY, 1, 0, title)
  })
  end += title.length

  const marked = "👩‍👧 Åsa läser länken högt."
  const start = append(block("paragraph"), marked)
  mark(start, marked, "Åsa läser", "strong", true)
  mark(start, marked, "läser länken", "em", true)
  mark(start, marked, "länken", "link", JSON.stringify({ href: "https://exempel.se/å", title: "" }), "none")
  // Gone again, in the middle of what stays.
  mark(start, marked, "högt", "strong", true)
  doc = Automerge.change(doc, (draft) => {
    const at = start + marked.indexOf("högt")
    Automerge.unmark(draft, BODY, { start: at + 1, end: at + 3, expand: "after" }, "strong")
  })

  append(block("unordered-list-item"), "Ett")
  append(plainBlock("ordered-list-item", { parents: ["unordered-list-item"] }), "Två")
  append(block("blockquote"), "Citat")
  append(plainBlock("paragraph", { attrs: { role: "decision" } }), "Bifalles")
  append(block("paragraph", { attrs: { role: text("action"), action: text("07070707070707070707070707070707") } }), "Boka")
  append(block("code-block"), "let å = 1")

  // A paragraph of its own that is joined with the one before, as Backspace does.
  const joined = append(block("paragraph"), "!")
  doc = Automerge.change(doc, (draft) => Automerge.joinBlock(draft, BODY, joined - 1))
  return doc
}

const [command, source, target] = process.argv.slice(2)
let doc = Automerge.load(new Uint8Array(readFileSync(source)))
if (command === "write") {
  doc = write(doc)
  writeFileSync(target, Automerge.save(doc))
}
process.stdout.write(JSON.stringify(spans(doc)))
