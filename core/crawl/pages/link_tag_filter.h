// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lanescope::crawl {

/// Lets the tags of a page through that links are made of (<a>, <area>, <base>, <meta>), each as it stands there,
/// and drops the rest: text, other elements, comments, scripts.
///
/// It stands before libxml2, which holds a tag or a comment until its end has come, compares each attribute of
/// a tag with all others, and looks through all open elements at each end tag. A page made for that costs it
/// minutes and gigabytes; behind this filter every page costs linear time, and a bounded amount of memory.
///
/// Tokens are told apart as the HTML standard's tokenizer does, without scripting (so <noscript> counts).
/// Threads: as a value. Complexity: linear. Memory: that of one tag.
class LinkTagFilter {
public:
    static constexpr std::size_t kMaxTagBytes = 64 * 1024;
    static constexpr int kMaxAttributes = 100;

    /// Reads a piece of a page in UTF-8, cut anywhere, and appends the tags that end in it.
    void pass(std::string_view html, std::string& out);
    /// The page ends: a tag that is not closed counts as if it were, unless a quote is open.
    void finish(std::string& out);

    /// Tags that were left out because they are larger than the bounds above.
    std::uint64_t oversized() const { return m_oversized; }

private:
    enum class State : std::uint8_t {
        Text,
        TagOpen,    // after "<"
        EndTagOpen, // after "</"
        TagName,
        BeforeAttribute,
        AttributeName,
        AfterAttributeName,
        BeforeValue,
        DoubleQuoted,
        SingleQuoted,
        Unquoted,
        Declaration,     // after "<!"
        DeclarationDash, // after "<!-"
        Comment,
        BogusComment,
        RawText,   // of a script and the like, until its end tag
        PlainText, // until the end of the page
    };

    std::size_t skipTo(std::string_view html, std::size_t at, char what) const;
    void step(char c, std::string& out);
    void beginTag(char c, bool isEndTag);
    void endName();
    void endTag(std::string& out);
    void emit(std::string& out);
    void keep(char c);
    void stepInTag(char c, std::string& out);
    void stepInComment(char c);
    void stepInRawText(char c);

    State m_state = State::Text;
    bool m_isEndTag = false;
    bool m_kept = false; // the tag is one of those let through
    int m_attributes = 0;
    int m_dashes = 0;          // in a row, in a comment
    std::size_t m_matched = 0; // of "</name" in raw text
    std::string m_name;        // of the tag, lower case, as far as it matters
    std::string m_rawName;     // of the element whose raw text this is
    std::string m_tag;         // as it stands in the page
    std::uint64_t m_oversized = 0;
};

} // namespace lanescope::crawl
