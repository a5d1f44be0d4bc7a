// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/web_graph.h"

#include "core/site/decimal.h"
#include "core/site/seeded_random.h"

#include <algorithm>
#include <array>

namespace lanescope::site {

namespace {

constexpr int kPagesPerSection = 40;
constexpr std::uint32_t kAnchors = 5;
constexpr qsizetype kParagraphBytes = 600;

int sectionOf(int index)
{
    return index / kPagesPerSection;
}

/// Every tenth page is one of a listing and is told apart by its query string alone.
bool isListing(int index)
{
    return index % 10 == 7;
}

/// The last step of a page's path, its query in one of the two orders.
QByteArray leafOf(int index, bool swapped)
{
    const QByteArray number = QByteArray::number(index);
    if (!isListing(index)) {
        return "p" + number + ".html";
    }
    return swapped ? "list?sort=name&page=" + number : "list?page=" + number + "&sort=name";
}

QByteArray absolutePath(int index, bool swapped)
{
    return index == 0 ? QByteArray("/") : "/s" + QByteArray::number(sectionOf(index)) + '/' + leafOf(index, swapped);
}

QByteArray relativePath(int from, int to, bool swapped)
{
    const QByteArray up = from == 0 ? QByteArray("") : QByteArray("../");
    if (to == 0) {
        return from == 0 ? QByteArray("./") : up;
    }
    if (from != 0 && sectionOf(from) == sectionOf(to)) {
        return leafOf(to, swapped);
    }
    return up + 's' + QByteArray::number(sectionOf(to)) + '/' + leafOf(to, swapped);
}

std::optional<int> parseLeaf(QByteArrayView leaf, QByteArrayView query)
{
    constexpr QByteArrayView kPage = "page=";
    constexpr QByteArrayView kSort = "sort=name";
    if (leaf == "list") {
        if (query.startsWith(kPage) && query.endsWith("&sort=name")) {
            return parseDecimal(query.sliced(kPage.size(), query.size() - kPage.size() - kSort.size() - 1));
        }
        constexpr QByteArrayView kSwapped = "sort=name&page=";
        return query.startsWith(kSwapped) ? parseDecimal(query.sliced(kSwapped.size())) : std::nullopt;
    }
    constexpr QByteArrayView kSuffix = ".html";
    if (!query.isEmpty() || !leaf.startsWith('p') || !leaf.endsWith(kSuffix)) {
        return std::nullopt;
    }
    return parseDecimal(leaf.sliced(1, leaf.size() - 1 - kSuffix.size()));
}

void appendAttribute(QByteArray& out, const QByteArray& href)
{
    for (const char character : href) {
        if (character == '&') {
            out += "&amp;";
        } else {
            out += character;
        }
    }
}

} // namespace

WebGraph::WebGraph(WebGraphShape shape)
    : m_shape(std::move(shape))
    , m_filler(std::make_shared<const FillerText>(m_shape.seed))
{
    Q_ASSERT(!m_shape.baseUrls.isEmpty());
    Q_ASSERT(m_shape.pages >= 1);
    Q_ASSERT(m_shape.linksPerPage >= 1);
}

int WebGraph::pagesOfHost(int host) const
{
    return m_shape.pages / hostCount() + (host < m_shape.pages % hostCount() ? 1 : 0);
}

int WebGraph::hostsWithPages() const
{
    return std::min(hostCount(), m_shape.pages);
}

QByteArray WebGraph::pathOf(int index)
{
    return absolutePath(index, false);
}

std::optional<PageAddress> WebGraph::find(int host, QByteArrayView path, QByteArrayView query) const
{
    const int pages = pagesOfHost(host);
    if (path == "/" && query.isEmpty()) {
        return pages > 0 ? std::optional(PageAddress{host, 0}) : std::nullopt;
    }
    const qsizetype slash = path.lastIndexOf('/');
    if (slash < 2 || !path.startsWith("/s")) {
        return std::nullopt;
    }
    const auto section = parseDecimal(path.sliced(2, slash - 2));
    const auto index = parseLeaf(path.sliced(slash + 1), query);
    if (!section || !index || *index == 0 || *index >= pages || sectionOf(*index) != *section ||
        isListing(*index) != (path.sliced(slash + 1) == "list")) {
        return std::nullopt;
    }
    return PageAddress{host, *index};
}

std::vector<PageAddress> WebGraph::treeTargets(PageAddress page) const
{
    std::vector<PageAddress> targets;
    const std::int64_t fanOut = (m_shape.linksPerPage + 1) / 2;
    const std::int64_t first = page.index * fanOut + 1;
    const std::int64_t last = std::min<std::int64_t>(first + fanOut, pagesOfHost(page.host));
    for (std::int64_t child = first; child < last; ++child) {
        targets.push_back({page.host, static_cast<int>(child)});
    }
    if (page.index == 0 && hostsWithPages() > 1) {
        targets.push_back({(page.host + 1) % hostsWithPages(), 0});
    }
    return targets;
}

PageAddress WebGraph::randomTarget(PageAddress page, SeededRandom& random) const
{
    int host = page.host;
    if (hostsWithPages() > 1 && random.below(4) == 0) {
        const auto others = static_cast<std::uint32_t>(hostsWithPages() - 1);
        host = (page.host + 1 + static_cast<int>(random.below(others))) % hostsWithPages();
    }
    return {host, static_cast<int>(random.below(static_cast<std::uint32_t>(pagesOfHost(host))))};
}

QByteArray WebGraph::spelling(PageAddress from, PageAddress to, SeededRandom& random) const
{
    const bool swapped = random.below(2) == 0;
    QByteArray href;
    if (to.host != from.host || random.below(8) == 0) {
        href = m_shape.baseUrls.at(to.host) + absolutePath(to.index, swapped);
    } else if (random.below(2) == 0) {
        href = absolutePath(to.index, swapped);
    } else {
        href = relativePath(from.index, to.index, swapped);
    }
    if (random.below(8) == 0) {
        href += "#part-" + QByteArray::number(random.below(kAnchors));
    }
    return href;
}

std::vector<PageLink> WebGraph::links(PageAddress page) const
{
    SeededRandom random{m_shape.seed, static_cast<std::uint64_t>(page.host), static_cast<std::uint64_t>(page.index)};
    std::vector<PageLink> links;
    links.reserve(static_cast<std::size_t>(m_shape.linksPerPage) + 1);
    for (const PageAddress target : treeTargets(page)) {
        links.push_back({target, spelling(page, target, random)});
    }
    const auto wanted = static_cast<std::size_t>(m_shape.linksPerPage);
    while (links.size() < wanted) {
        const std::uint32_t kind = random.below(16);
        if (kind < 2 && !links.empty()) {
            links.push_back(PageLink(links[random.below(static_cast<std::uint32_t>(links.size()))]));
        } else if (kind == 2) {
            links.push_back({page, "#part-" + QByteArray::number(random.below(kAnchors))});
        } else {
            const PageAddress target = randomTarget(page, random);
            links.push_back({target, spelling(page, target, random)});
        }
    }
    return links;
}

std::optional<TrapAddress> WebGraph::trapOf(PageAddress page) const
{
    const auto host = static_cast<std::size_t>(page.host);
    if (host >= m_shape.traps.size() || m_shape.traps[host].rate <= 0) {
        return std::nullopt;
    }
    constexpr std::uint64_t kOwnDraws = 0x74726170;
    SeededRandom random{m_shape.seed, kOwnDraws, host, static_cast<std::uint64_t>(page.index)};
    if (random.unit() >= m_shape.traps[host].rate) {
        return std::nullopt;
    }
    const auto any = static_cast<TrapKind>(random.below(kTrapKinds));
    return TrapAddress{m_shape.traps[host].kind.value_or(any), page.index, 0};
}

QByteArray WebGraph::html(PageAddress page) const
{
    constexpr QByteArrayView kEnd = "</body>\n</html>\n";
    SeededRandom random{m_shape.seed, ~static_cast<std::uint64_t>(page.host), static_cast<std::uint64_t>(page.index)};
    const QByteArrayView title = m_filler->words(random.next(), 3);
    QByteArray out;
    out.reserve(m_shape.pageSizeBytes + 256);
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Page ";
    out += QByteArray::number(page.index) + " of host " + QByteArray::number(page.host) + ": ";
    out.append(title).append("</title></head>\n<body>\n<h1>").append(title).append("</h1>\n");
    for (const PageLink& link : links(page)) {
        out += "<p><a href=\"";
        appendAttribute(out, link.href);
        out.append("\">").append(m_filler->words(random.next(), 2)).append("</a></p>\n");
    }
    if (const auto trap = trapOf(page)) {
        out += "<p><a href=\"" + trap->path() + "\">trap</a></p>\n";
    }
    constexpr qsizetype kMarkup = 8; // "<p>" and "</p>\n"
    qsizetype room = m_shape.pageSizeBytes - out.size() - kEnd.size();
    while (room > kMarkup) {
        const qsizetype text = std::min(room - kMarkup, kParagraphBytes);
        out += "<p>";
        m_filler->appendTo(out, random.next(), text);
        out += "</p>\n";
        room -= text + kMarkup;
    }
    out.append(std::max<qsizetype>(room, 0), '\n').append(kEnd);
    return out;
}

} // namespace lanescope::site
