// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/meta_charset.h"

#include "core/crawl/pages/charset_labels.h"
#include "core/crawl/url/ascii.h"

#include <algorithm>
#include <set>

namespace lanescope::crawl {

namespace {

struct Attribute {
    std::string name;
    std::string value;
};

/// The position in the bytes, as the standard's algorithm moves it. Reading beyond the end gives 0 and no progress.
class Scanner {
public:
    explicit Scanner(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    bool atEnd() const { return m_at >= m_bytes.size(); }
    char at(std::size_t offset = 0) const { return m_at + offset < m_bytes.size() ? m_bytes[m_at + offset] : '\0'; }
    void skip(std::size_t count) { m_at = std::min(m_at + count, m_bytes.size()); }
    void skipTo(std::string_view what, std::size_t from)
    {
        const std::size_t found = m_bytes.find(what, std::min(m_at + from, m_bytes.size()));
        m_at = found == m_bytes.npos ? m_bytes.size() : found + what.size();
    }
    bool startsWith(std::string_view lowerText) const
    {
        return m_bytes.size() - m_at >= lowerText.size() &&
               std::ranges::equal(m_bytes.substr(m_at, lowerText.size()), lowerText, {}, lowered);
    }
    template <class Predicate>
    void skipWhile(Predicate predicate)
    {
        while (!atEnd() && predicate(at()))
            skip(1);
    }

    /// "Get an attribute": false when the tag has no more.
    bool nextAttribute(Attribute& attribute);

private:
    void readValue(std::string& value);

    std::string_view m_bytes;
    std::size_t m_at = 0;
};

bool Scanner::nextAttribute(Attribute& attribute)
{
    attribute = {};
    skipWhile([](char c) { return isBlank(c) || c == '/'; });
    if (atEnd() || at() == '>')
        return false;
    while (!atEnd() && !(at() == '=' && !attribute.name.empty()) && !isBlank(at()) && at() != '/' && at() != '>') {
        attribute.name += lowered(at());
        skip(1);
    }
    skipWhile(isBlank);
    if (at() == '=') {
        skip(1);
        skipWhile(isBlank);
        readValue(attribute.value);
    }
    return true;
}

void Scanner::readValue(std::string& value)
{
    const char quote = at();
    const bool isQuoted = quote == '"' || quote == '\'';
    skip(isQuoted ? 1 : 0);
    while (!atEnd() && (isQuoted ? at() != quote : !isBlank(at()) && at() != '>')) {
        value += lowered(at());
        skip(1);
    }
    skip(isQuoted ? 1 : 0);
}

/// The encoding of one <meta>, with the scanner behind "<meta".
std::string encodingOfMeta(Scanner& scanner)
{
    std::set<std::string> seen;
    bool isPragma = false;
    bool needsPragma = false;
    std::string label;
    Attribute attribute;
    while (scanner.nextAttribute(attribute)) {
        if (!seen.insert(attribute.name).second)
            continue;
        if (attribute.name == "http-equiv") {
            isPragma = attribute.value == "content-type";
        } else if (attribute.name == "content" && label.empty()) {
            label = charsetOf(attribute.value);
            needsPragma = !label.empty();
        } else if (attribute.name == "charset") {
            label = attribute.value;
            needsPragma = false;
        }
    }
    if (label.empty() || (needsPragma && !isPragma))
        return {};
    if (inLowerCase(label) == "x-user-defined")
        return std::string(kWindows1252);
    const std::string encoding = encodingOfLabel(label);
    // It could not have been read as far as here if it were.
    return encoding.starts_with("UTF-16") ? std::string(kUtf8) : encoding;
}

void skipTag(Scanner& scanner)
{
    scanner.skipWhile([](char c) { return !isBlank(c) && c != '>'; });
    Attribute attribute;
    while (scanner.nextAttribute(attribute)) {
    }
}

} // namespace

std::string metaCharset(std::string_view start)
{
    Scanner scanner(start);
    while (!scanner.atEnd()) {
        if (scanner.at() != '<') {
            scanner.skip(1);
        } else if (scanner.startsWith("<!--")) {
            scanner.skipTo("-->", 2); // "<!-->" ends it at once
        } else if (scanner.startsWith("<meta") && (isBlank(scanner.at(5)) || scanner.at(5) == '/')) {
            scanner.skip(5);
            std::string encoding = encodingOfMeta(scanner);
            if (!encoding.empty())
                return encoding;
        } else if (isLetter(scanner.at(1)) || (scanner.at(1) == '/' && isLetter(scanner.at(2)))) {
            skipTag(scanner);
        } else if (scanner.at(1) == '!' || scanner.at(1) == '/' || scanner.at(1) == '?') {
            scanner.skipTo(">", 0);
        } else {
            scanner.skip(1);
        }
    }
    return {};
}

std::string charsetOf(std::string_view contentType)
{
    constexpr std::string_view kKey = "charset";
    constexpr std::string_view kBlank = " \t\n\f\r";
    const std::string all = inLowerCase(contentType);
    std::string_view rest = all;
    for (;;) {
        const std::size_t key = rest.find(kKey);
        if (key == rest.npos)
            return {};
        rest = rest.substr(key + kKey.size());
        const std::size_t equals = rest.find_first_not_of(kBlank);
        if (equals == rest.npos)
            return {};
        if (rest[equals] != '=')
            continue;
        rest = rest.substr(equals + 1);
        rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
        break;
    }
    if (rest.starts_with('"') || rest.starts_with('\'')) {
        const std::size_t end = rest.find(rest[0], 1);
        return end == rest.npos ? std::string() : std::string(rest.substr(1, end - 1));
    }
    return std::string(rest.substr(0, rest.find_first_of("; \t\n\f\r")));
}

} // namespace lanescope::crawl
