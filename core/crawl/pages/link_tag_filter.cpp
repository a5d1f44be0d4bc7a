// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/link_tag_filter.h"

#include "core/crawl/url/ascii.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace lanescope::crawl {

namespace {

constexpr std::size_t kLongestName = 16; // longer ones are of no interest, whatever they are
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool holdsLinks(std::string_view name)
{
    return name == "a" || name == "area" || name == "base" || name == "meta";
}

bool hasRawText(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> kNames = {"script", "style",  "textarea", "title",
                                                               "xmp",    "iframe", "noembed",  "noframes"};
    return std::ranges::find(kNames, name) != kNames.end();
}

} // namespace

void LinkTagFilter::pass(std::string_view html, std::string& out)
{
    for (std::size_t at = 0; at < html.size(); ++at) {
        // Most of a page is passed over in these three.
        if (m_state == State::Text)
            at = skipTo(html, at, '<');
        else if (m_state == State::RawText && m_matched == 0)
            at = skipTo(html, at, '<');
        else if (m_state == State::PlainText)
            return;
        if (at < html.size())
            step(html[at], out);
    }
}

std::size_t LinkTagFilter::skipTo(std::string_view html, std::size_t at, char what) const
{
    const void* found = std::memchr(html.data() + at, what, html.size() - at);
    return found == nullptr ? html.size() : static_cast<std::size_t>(static_cast<const char*>(found) - html.data());
}

void LinkTagFilter::step(char c, std::string& out)
{
    switch (m_state) {
    case State::Text:
        m_state = c == '<' ? State::TagOpen : State::Text;
        break;
    case State::TagOpen:
        if (isLetter(c))
            beginTag(c, false);
        else if (c == '/')
            m_state = State::EndTagOpen;
        else if (c == '!')
            m_state = State::Declaration;
        else if (c == '?')
            m_state = State::BogusComment;
        else
            m_state = c == '<' ? State::TagOpen : State::Text;
        break;
    case State::EndTagOpen:
        if (isLetter(c))
            beginTag(c, true);
        else
            m_state = c == '>' ? State::Text : State::BogusComment;
        break;
    case State::RawText:
        stepInRawText(c);
        break;
    case State::PlainText:
        break;
    case State::Declaration:
    case State::DeclarationDash:
    case State::Comment:
    case State::BogusComment:
        stepInComment(c);
        break;
    default:
        stepInTag(c, out);
    }
}

void LinkTagFilter::beginTag(char c, bool isEndTag)
{
    m_state = State::TagName;
    m_isEndTag = isEndTag;
    m_kept = false;
    m_attributes = 0;
    m_name.assign(1, lowered(c));
}

void LinkTagFilter::endName()
{
    m_kept = !m_isEndTag && holdsLinks(m_name);
    if (m_kept)
        m_tag.assign(1, '<').append(m_name);
}

void LinkTagFilter::keep(char c)
{
    if (!m_kept)
        return;
    if (m_tag.size() >= kMaxTagBytes || m_attributes > kMaxAttributes) {
        m_kept = false;
        ++m_oversized;
    } else if (c == '\0') {
        m_tag += kReplacement;
    } else {
        m_tag += c;
    }
}

void LinkTagFilter::emit(std::string& out)
{
    if (!std::exchange(m_kept, false))
        return;
    out.append(m_tag) += '>';
    // Closed at once: libxml2 need not remember any open element.
    if (m_name == "a")
        out += "</a>";
}

void LinkTagFilter::endTag(std::string& out)
{
    emit(out);
    m_state = State::Text;
    if (m_isEndTag)
        return;
    if (hasRawText(m_name)) {
        m_state = State::RawText;
        m_matched = 0;
        m_rawName = m_name;
    } else if (m_name == "plaintext") {
        m_state = State::PlainText;
    }
}

void LinkTagFilter::stepInTag(char c, std::string& out)
{
    if (m_state == State::DoubleQuoted || m_state == State::SingleQuoted) {
        keep(c);
        if (c == (m_state == State::DoubleQuoted ? '"' : '\''))
            m_state = State::BeforeAttribute;
        return;
    }
    if (m_state == State::TagName) {
        if (!isBlank(c) && c != '/' && c != '>') {
            if (m_name.size() < kLongestName)
                m_name += lowered(c);
            return;
        }
        endName();
        m_state = State::BeforeAttribute;
    }
    if (c == '>')
        return endTag(out);
    // A slash between attributes is a blank to browsers, and not to libxml2.
    const bool isBetween = m_state != State::BeforeValue && m_state != State::Unquoted;
    keep(isBetween && c == '/' ? ' ' : c);
    switch (m_state) {
    case State::BeforeAttribute:
    case State::AfterAttributeName:
        if (c == '=' && m_state == State::AfterAttributeName) {
            m_state = State::BeforeValue;
        } else if (!isBlank(c) && c != '/') {
            ++m_attributes;
            m_state = State::AttributeName;
        } else if (c == '/') {
            m_state = State::BeforeAttribute;
        }
        break;
    case State::AttributeName:
        if (isBlank(c))
            m_state = State::AfterAttributeName;
        else if (c == '/')
            m_state = State::BeforeAttribute;
        else if (c == '=')
            m_state = State::BeforeValue;
        break;
    case State::BeforeValue:
        if (c == '"')
            m_state = State::DoubleQuoted;
        else if (c == '\'')
            m_state = State::SingleQuoted;
        else if (!isBlank(c))
            m_state = State::Unquoted;
        break;
    default: // Unquoted
        if (isBlank(c))
            m_state = State::BeforeAttribute;
    }
}

void LinkTagFilter::stepInComment(char c)
{
    switch (m_state) {
    case State::Declaration:
        m_state = c == '-' ? State::DeclarationDash : c == '>' ? State::Text : State::BogusComment;
        break;
    case State::DeclarationDash:
        m_state = c == '-' ? State::Comment : c == '>' ? State::Text : State::BogusComment;
        m_dashes = 2; // "<!-->" is a whole comment
        break;
    case State::Comment:
        if (c == '-')
            ++m_dashes;
        else if (c == '>' && m_dashes >= 2)
            m_state = State::Text;
        else if (c != '!' || m_dashes < 2) // "--!>" ends it too
            m_dashes = 0;
        break;
    default: // BogusComment
        if (c == '>')
            m_state = State::Text;
    }
}

/// Looks for "</name" and a character that may follow a tag's name.
void LinkTagFilter::stepInRawText(char c)
{
    const std::size_t whole = m_rawName.size() + 2;
    if (m_matched == whole) {
        m_matched = c == '<' ? 1 : 0;
        if (!isBlank(c) && c != '/' && c != '>')
            return;
        m_state = c == '>' ? State::Text : State::BeforeAttribute;
        m_isEndTag = true;
        m_kept = false;
        return;
    }
    const char wanted = m_matched == 0 ? '<' : m_matched == 1 ? '/' : m_rawName[m_matched - 2];
    if (lowered(c) == wanted)
        ++m_matched;
    else
        m_matched = c == '<' ? 1 : 0;
}

void LinkTagFilter::finish(std::string& out)
{
    if (m_state == State::TagName)
        endName();
    const bool isInTag = m_state >= State::TagName && m_state <= State::Unquoted;
    if (isInTag && m_state != State::DoubleQuoted && m_state != State::SingleQuoted)
        emit(out);
    m_state = State::Text;
}

} // namespace lanescope::crawl
