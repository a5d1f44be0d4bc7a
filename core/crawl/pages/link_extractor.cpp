// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/link_extractor.h"

#include "core/crawl/pages/charset_decoder.h"
#include "core/crawl/pages/link_tag_filter.h"
#include "core/crawl/url/ascii.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace lanescope::crawl {

namespace {

constexpr std::size_t kChunkBytes = 32 * 1024;
/// libxml2 keeps all it was given until its parser is freed; each tag stands for itself, so a new one can go on.
constexpr std::size_t kParserBytes = std::size_t{1} << 20;

/// True if one of the words, which are separated by blanks and commas, is `wanted`.
bool hasWord(std::string_view words, std::string_view wanted)
{
    constexpr std::string_view kSeparators = " \t\n\f\r,";
    for (std::size_t at = words.find_first_not_of(kSeparators); at != words.npos;) {
        const std::size_t end = std::min(words.find_first_of(kSeparators, at), words.size());
        if (equalsIgnoringCase(words.substr(at, end - at), wanted))
            return true;
        at = words.find_first_not_of(kSeparators, end);
    }
    return false;
}

std::string_view view(const xmlChar* text)
{
    return text != nullptr ? reinterpret_cast<const char*>(text) : std::string_view();
}

/// Null if the element has no such attribute.
const xmlChar* attribute(const xmlChar** attributes, std::string_view name)
{
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
        if (view(attributes[0]) == name)
            return attributes[1];
    }
    return nullptr;
}

struct FreeParser {
    void operator()(htmlParserCtxtPtr parser) const { htmlFreeParserCtxt(parser); }
};

/// Takes what libxml2 finds.
struct Sink {
    explicit Sink(const ExtractionBounds& given)
        : bounds(given)
    {
    }

    void addLink(const xmlChar** attributes)
    {
        const xmlChar* href = attribute(attributes, "href");
        if (href == nullptr)
            return;
        hrefBytes += view(href).size();
        if (page.links.size() >= bounds.links || hrefBytes > bounds.hrefBytes)
            page.truncated = full = true;
        else
            page.links.push_back({std::string(view(href)), hasWord(view(attribute(attributes, "rel")), "nofollow")});
    }
    void addBase(const xmlChar** attributes)
    {
        const xmlChar* href = attribute(attributes, "href");
        if (href == nullptr || baseSeen)
            return;
        baseSeen = true;
        page.base = view(href);
    }
    void addMeta(const xmlChar** attributes)
    {
        const std::string_view content = view(attribute(attributes, "content"));
        if (equalsIgnoringCase(view(attribute(attributes, "name")), "robots"))
            page.nofollow = page.nofollow || hasWord(content, "nofollow") || hasWord(content, "none");
    }

    const ExtractionBounds bounds;
    PageLinks page;
    std::size_t hrefBytes = 0;
    bool baseSeen = false;
    bool full = false; // of links
};

void startElement(void* user, const xmlChar* name, const xmlChar** attributes)
{
    auto& sink = *static_cast<Sink*>(user);
    const std::string_view tag = view(name);
    if (sink.full)
        return;
    if (tag == "a" || tag == "area")
        sink.addLink(attributes);
    else if (tag == "base")
        sink.addBase(attributes);
    else if (tag == "meta")
        sink.addMeta(attributes);
}

} // namespace

/// A page under way: bytes → encoding → UTF-8 → tags → libxml2 → links.
struct LinkExtractor::Reading {
    Reading(std::string type, const ExtractionBounds& bounds)
        : contentType(std::move(type))
        , sink(bounds)
    {
    }

    void take(std::string_view bytes);
    void sniff(bool complete);
    void decode(std::string_view bytes);
    void parse(std::string_view tags);
    void makeParser();
    void endParser();

    const std::string contentType;
    Sink sink;
    std::size_t bytesRead = 0;
    std::string start; // until the encoding is known
    std::optional<CharsetDecoder> decoder;
    LinkTagFilter filter;
    htmlSAXHandler handlers{};
    std::unique_ptr<xmlParserCtxt, FreeParser> parser; // made for the first tag that matters
    std::size_t parsedBytes = 0;                       // by this parser
    std::string text;                                  // of one chunk; members to keep their memory
    std::string tags;
};

void LinkExtractor::Reading::take(std::string_view bytes)
{
    if (bytes.size() > sink.bounds.bytes - bytesRead) {
        bytes = bytes.substr(0, sink.bounds.bytes - bytesRead);
        sink.page.truncated = true;
    }
    bytesRead += bytes.size();
    if (decoder)
        return decode(bytes);
    start.append(bytes);
    sniff(false);
}

void LinkExtractor::Reading::sniff(bool complete)
{
    const std::optional<Charset> charset = sniffCharset(start, contentType, complete);
    if (!charset)
        return;
    sink.page.charset = *charset;
    decoder.emplace(charset->encoding);
    const std::string whole = std::exchange(start, {});
    decode(std::string_view(whole).substr(charset->markBytes));
}

void LinkExtractor::Reading::decode(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size(); at += kChunkBytes) {
        text.clear();
        tags.clear();
        decoder->decode(bytes.substr(at, kChunkBytes), text);
        filter.pass(text, tags);
        parse(tags);
    }
}

void LinkExtractor::Reading::parse(std::string_view some)
{
    if (some.empty())
        return;
    if (parsedBytes > kParserBytes)
        endParser();
    if (!parser)
        makeParser();
    if (parser)
        htmlParseChunk(parser.get(), some.data(), static_cast<int>(some.size()), 0);
    parsedBytes += some.size();
}

void LinkExtractor::Reading::endParser()
{
    if (parser)
        htmlParseChunk(parser.get(), "", 0, 1);
    parser.reset();
    parsedBytes = 0;
}

void LinkExtractor::Reading::makeParser()
{
    static std::once_flag once;
    std::call_once(once, xmlInitParser);  // before threads use it at the same time
    handlers.startElement = startElement; // and no other: text is not even collected
    parser.reset(htmlCreatePushParserCtxt(&handlers, &sink, nullptr, 0, nullptr, XML_CHAR_ENCODING_NONE));
    if (!parser)
        return;
    // The encoding is decided already, whatever a <meta> says. Not HTML_PARSE_NOIMPLIED: with it this parser
    // loses elements at the start of a page.
    htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                         HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(parser.get(), XML_CHAR_ENCODING_UTF8);
}

LinkExtractor::LinkExtractor(std::string contentType, const ExtractionBounds& bounds)
    : m_reading(std::make_unique<Reading>(std::move(contentType), bounds))
{
}

LinkExtractor::~LinkExtractor() = default;
LinkExtractor::LinkExtractor(LinkExtractor&&) noexcept = default;
LinkExtractor& LinkExtractor::operator=(LinkExtractor&&) noexcept = default;

bool LinkExtractor::isFull() const
{
    return m_reading->sink.page.truncated;
}

void LinkExtractor::feed(std::string_view bytes)
{
    if (!isFull())
        m_reading->take(bytes);
}

PageLinks LinkExtractor::finish()
{
    Reading& reading = *m_reading;
    if (!reading.decoder)
        reading.sniff(true);
    reading.text.clear();
    reading.tags.clear();
    reading.decoder->finish(reading.text);
    reading.filter.pass(reading.text, reading.tags);
    reading.filter.finish(reading.tags);
    reading.parse(reading.tags);
    reading.endParser();
    reading.sink.page.oversized = reading.filter.oversized();
    return std::move(reading.sink.page);
}

PageLinks extractLinks(std::string_view html, std::string_view contentType, const ExtractionBounds& bounds)
{
    LinkExtractor extractor(std::string(contentType), bounds);
    extractor.feed(html);
    return extractor.finish();
}

bool isHtml(std::string_view contentType)
{
    std::string type(contentType.substr(0, contentType.find(';')));
    std::erase(type, ' ');
    return type.empty() || equalsIgnoringCase(type, "text/html") || equalsIgnoringCase(type, "application/xhtml+xml");
}

} // namespace lanescope::crawl
