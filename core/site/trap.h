// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QLatin1StringView>

#include <optional>
#include <span>

namespace lanescope::site {

/// What may lie in wait for a crawler behind a link.
enum class TrapKind {
    RedirectLoop,   // redirects in a circle of three, or without end
    Calendar,       // every month links to its neighbours, for ever
    ManyLinks,      // one page with 100,000 links
    HugeLink,       // a link of 10 MB
    Nesting,        // a million open elements
    EndlessHeaders, // header fields without end
    EndlessBody,    // a page without end
    Bomb,           // 4 GiB of zeroes, compressed to some MB
    WrongLength,    // a Content-Length that is too long, or too short
    WrongCharset,   // charsets that are wrong, unknown, unnamed, or contradict each other
    NotHttp,        // an answer that is not HTTP
    Leaf,           // not a trap: the plain pages that traps link to
    Name,           // not a trap: a page whose name is not ASCII, to be found only by who reads charsets right
};
inline constexpr int kTrapKinds = static_cast<int>(TrapKind::Leaf);

/// A trap's address: "/trap/calendar/7/12". Every page has traps of its own, told apart by `id`; those of
/// Name are words: "/trap/name/caf%C3%A9".
struct TrapAddress {
    TrapKind kind = TrapKind::Leaf;
    int id = 0;
    int step = 0; // how deep in it

    [[nodiscard]] QByteArray path() const;
    /// The trap that a path leads into, or nothing.
    [[nodiscard]] static std::optional<TrapAddress> parse(QByteArrayView path);
    friend bool operator==(const TrapAddress&, const TrapAddress&) = default;
};

/// "all", then one word for each kind of trap, as the `trap` knob has them.
[[nodiscard]] std::span<const QLatin1StringView> trapChoices();

} // namespace lanescope::site
