// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/filler_text.h"
#include "core/site/trap.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lanescope::site {

class SeededRandom;

/// One page: the virtual host it lives on and its number there. Index 0 is the host's "/".
struct PageAddress {
    int host = 0;
    int index = 0;
    friend bool operator==(const PageAddress&, const PageAddress&) = default;
};

/// How many of a host's pages have a link into a trap, and into which kind.
struct TrapShare {
    double rate = 0;              // of its pages, 0 to 1
    std::optional<TrapKind> kind; // none: all kinds
};

/// What the graph looks like. The base URLs, one per host, have no slash at the end.
struct WebGraphShape {
    std::uint64_t seed = 1;
    int pages = 2000;
    int linksPerPage = 12;
    qsizetype pageSizeBytes = 8192;
    QList<QByteArray> baseUrls;
    std::vector<TrapShare> traps; // by host; none for hosts beyond its end
};

/// A link as it is written on a page; several spellings may lead to one page.
struct PageLink {
    PageAddress target;
    QByteArray href;
};

/// The deterministic web of the built-in site: pure arithmetic on the seed, no page is stored.
///
/// Each host's pages form a tree below its "/", and the roots form a ring, so every page is reachable from
/// any "/". The other links are random: to the same host or another, written as relative, absolute-path or
/// full URLs, with fragments, as exact duplicates, as links of a page to itself. Some pages are addressed
/// by a query string whose parameters come in either order. A crawler that canonicalises URLs (fragment
/// dropped, query sorted, dot segments removed) finds exactly `pages` of them.
///
/// Threads: immutable after construction.
class WebGraph {
public:
    explicit WebGraph(WebGraphShape shape);

    [[nodiscard]] const WebGraphShape& shape() const { return m_shape; }
    [[nodiscard]] int hostCount() const { return static_cast<int>(m_shape.baseUrls.size()); }
    [[nodiscard]] int pagesOfHost(int host) const;

    /// The page that a request for this path and query means, or nothing (a 404).
    [[nodiscard]] std::optional<PageAddress> find(int host, QByteArrayView path, QByteArrayView query) const;

    /// The canonical path (and query) of a page on its own host.
    [[nodiscard]] static QByteArray pathOf(int index);

    /// The links of a page, in document order: `linksPerPage`, one more on a root when there are more hosts.
    [[nodiscard]] std::vector<PageLink> links(PageAddress page) const;

    /// The trap that the page has a link into, if any: on its own host, and no other page's.
    [[nodiscard]] std::optional<TrapAddress> trapOf(PageAddress page) const;

    /// The page itself. It has the wanted size exactly, or is larger when its links need more room.
    [[nodiscard]] QByteArray html(PageAddress page) const;

private:
    [[nodiscard]] int hostsWithPages() const;
    [[nodiscard]] std::vector<PageAddress> treeTargets(PageAddress page) const;
    [[nodiscard]] PageAddress randomTarget(PageAddress page, SeededRandom& random) const;
    [[nodiscard]] QByteArray spelling(PageAddress from, PageAddress to, SeededRandom& random) const;

    WebGraphShape m_shape;
    std::shared_ptr<const FillerText> m_filler;
};

} // namespace lanescope::site
