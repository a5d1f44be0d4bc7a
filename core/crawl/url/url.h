// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/byte_views.h"
#include "core/trace/result.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>
#include <string_view>

namespace lanescope::crawl {

/// An absolute http or https URL in one spelling: lower-case scheme and ASCII host, no default port, no dot
/// segments, at least "/" as path, needless percent-encoding undone, no fragment, no user name.
///
/// Errors: what is not such a URL has no Url; fromUser() says why, resolved() just has none to give.
/// Threads: as a value. Complexity: resolved() takes 0.1 µs for links as most pages write them and some µs
/// (QUrl) for the rest; both give the same (tested).
class Url {
public:
    /// No longer URL is followed: servers refuse them, and traps make them.
    static constexpr qsizetype kMaxLength = 8000;

    Url() = default;

    /// Reads what a person typed; the error is a sentence that quotes it.
    static Result<Url> fromUser(const QString& typed);
    /// The target of a link on the page `base`, as HTML writes it, in UTF-8.
    static std::optional<Url> resolved(const Url& base, std::string_view reference);
    /// The parts of a Url put together again.
    static Url fromParts(const QByteArray& origin, std::string_view target);

    bool isEmpty() const { return m_text.isEmpty(); }
    const QByteArray& text() const { return m_text; }
    /// "http://example.org:8080"
    std::string_view origin() const { return view().substr(0, static_cast<std::size_t>(m_originLength)); }
    /// "example.org"; an IPv6 address keeps its brackets.
    std::string_view host() const;
    /// Path and query, as they stand in the request line.
    std::string_view target() const { return view().substr(static_cast<std::size_t>(m_originLength)); }
    bool isHttps() const { return m_text.startsWith("https:"); }
    QUrl toQUrl() const { return QUrl::fromEncoded(m_text, QUrl::TolerantMode); }

    /// Equal for URLs that name the same page: the order of the query's parameters does not count.
    /// Never 0. Two different pages share one with a chance of 3 in 10^8 among a million.
    quint64 fingerprint() const;

    bool operator==(const Url& other) const { return m_text == other.m_text; }

    /// resolved() without its shortcut; for the test that compares them.
    static std::optional<Url> resolvedByQUrl(const Url& base, std::string_view reference);

private:
    static Result<Url> normalised(QUrl url);
    static std::optional<Url> resolvedQuickly(const Url& base, std::string_view reference);
    std::string_view view() const { return viewOf(m_text); }

    QByteArray m_text;
    qsizetype m_originLength = 0;
};

} // namespace lanescope::crawl
