// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/link_extractor.h"

#include <libxml/HTMLparser.h>
#include <libxml/encoding.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace lanescope::crawl {

namespace {

/// Small enough that a bound is noticed soon, large enough that the parser is not called for nothing.
constexpr std::size_t kChunkBytes = 32 * 1024;
constexpr std::size_t kDetectionBytes = 4;

struct Sink {
    PageLinks page;
    const ExtractionBounds& bounds;
    htmlParserCtxtPtr parser = nullptr;
    bool baseSeen = false;

    void stop() {
        page.truncated = true;
        // Callbacks end at once, the parser at the end of the chunk.
        parser->disableSAX = 1;
    }
    bool stopped() const { return page.truncated; }
};

std::string_view view(const xmlChar* text) {
    return text != nullptr ? reinterpret_cast<const char*>(text) : std::string_view();
}

const xmlChar* attribute(const xmlChar** attributes, std::string_view name) {
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
        if (view(attributes[0]) == name)
            return attributes[1];
    }
    return nullptr;
}

void startElement(void* user, const xmlChar* name, const xmlChar** attributes) {
    auto& sink = *static_cast<Sink*>(user);
    if (sink.stopped())
        return;
    if (sink.parser->nameNr > sink.bounds.nesting)
        return sink.stop();
    const std::string_view tag = view(name);
    const bool isLink = tag == "a" || tag == "area";
    if (!isLink && (sink.baseSeen || tag != "base"))
        return;
    const xmlChar* href = attribute(attributes, "href");
    if (href == nullptr)
        return;
    if (!isLink) {
        sink.baseSeen = true;
        sink.page.base = view(href);
    } else if (sink.page.hrefs.size() < sink.bounds.links) {
        sink.page.hrefs.emplace_back(view(href));
    } else {
        sink.stop();
    }
}

/// Only elements matter: text is not even collected, and errors are what HTML is made of.
htmlSAXHandler handlers() {
    htmlSAXHandler sax{};
    sax.startElement = startElement;
    return sax;
}

struct FreeParser {
    void operator()(htmlParserCtxtPtr parser) const { htmlFreeParserCtxt(parser); }
};
using Parser = std::unique_ptr<xmlParserCtxt, FreeParser>;

Parser makeParser(htmlSAXHandler& sax, Sink& sink, std::string_view start, const std::string& charset) {
    static std::once_flag once;
    std::call_once(once, xmlInitParser); // before threads use it at the same time
    Parser parser(htmlCreatePushParserCtxt(&sax, &sink, start.data(), static_cast<int>(start.size()), nullptr,
                                           XML_CHAR_ENCODING_NONE));
    if (!parser)
        return parser;
    sink.parser = parser.get();
    // Not HTML_PARSE_NOIMPLIED: with it this parser loses elements at the start of a page.
    htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                         HTML_PARSE_NONET | HTML_PARSE_COMPACT);
    if (!charset.empty()) {
        if (xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler(charset.c_str()))
            xmlSwitchToEncoding(parser.get(), handler);
    }
    return parser;
}

} // namespace

PageLinks extractLinks(std::string_view html, const std::string& charset, const ExtractionBounds& bounds) {
    Sink sink{{}, bounds};
    const bool cut = html.size() > bounds.bytes;
    html = html.substr(0, bounds.bytes);
    const std::string_view start = html.substr(0, kDetectionBytes);
    htmlSAXHandler sax = handlers();
    const Parser parser = makeParser(sax, sink, start, charset);
    if (!parser)
        return std::move(sink.page);
    for (std::size_t at = start.size(); at < html.size() && !sink.stopped(); at += kChunkBytes) {
        const std::string_view chunk = html.substr(at, kChunkBytes);
        htmlParseChunk(parser.get(), chunk.data(), static_cast<int>(chunk.size()), 0);
    }
    if (!sink.stopped())
        htmlParseChunk(parser.get(), "", 0, 1);
    sink.page.truncated = sink.page.truncated || cut;
    return std::move(sink.page);
}

std::string charsetOf(std::string_view contentType) {
    std::string lower(contentType);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    constexpr std::string_view kKey = "charset=";
    const std::size_t key = lower.find(kKey);
    if (key == lower.npos)
        return {};
    std::string_view value = std::string_view(lower).substr(key + kKey.size());
    value = value.substr(0, value.find(';'));
    const std::size_t first = value.find_first_not_of(" \"'");
    if (first == value.npos)
        return {};
    return std::string(value.substr(first, value.find_last_not_of(" \"'") - first + 1));
}

bool isHtml(std::string_view contentType) {
    std::string type(contentType.substr(0, contentType.find(';')));
    std::ranges::transform(type, type.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    std::erase(type, ' ');
    return type.empty() || type == "text/html" || type == "application/xhtml+xml";
}

} // namespace lanescope::crawl
