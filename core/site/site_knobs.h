// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <cstdint>
#include <span>

namespace lanescope::site {

enum class SiteKnob {
    Pages,
    LinksPerPage,
    PageSize,
    Hosts,
    LatencyMs,
    LatencySpreadMs,
    LatencyShape,
    LatencyPerHost,
    ServerConcurrency,
    RateLimit,
    RateBurst,
    RetryAfterS,
    RetryAfterForm,
    ErrorRate,
    BurstEveryMs,
    BurstLengthMs,
    ResetRate,
    ResetPlace,
    BodyRate,
    Gzip,
    Robots,
    RobotsDelayS,
    Trap,
    TrapRate,
    LogRequests,
    Count
};

enum class LatencyShape { Fixed, Uniform, LogNormal };
/// How a refusal says when to come again.
enum class RetryAfterForm { None, Seconds, Date };
/// How far an answer comes before its connection is reset.
enum class ResetPlace { BeforeAnswer, InHead, InBody };
enum class GzipUse { Off, On };
enum class RobotsVariant { None, Allow, Deny, Partial, Delay, Error, Redirect, Huge };

/// What a knob is: the command line, the help text, the live commands and the error messages derive from it.
struct SiteKnobDeclaration {
    enum class Kind { Integer, Real, Choice };
    enum class Change { Live, BeforeListening };
    enum class Reach { WholeSite, EachHost };

    SiteKnob id;
    QLatin1StringView name;
    QLatin1StringView unit;
    Kind kind;
    double minimum;
    double maximum;
    double defaultValue; // of a choice: the index
    std::span<const QLatin1StringView> choices;
    Change change;
    Reach reach; // EachHost: one host may have a value of its own
    QLatin1StringView help;

    /// "0 to 60000 ms" or "fixed, uniform or lognormal".
    [[nodiscard]] QString rangeText() const;
    [[nodiscard]] QString valueText(double value) const;
};

/// All knobs of the built-in site, in the order of SiteKnob.
[[nodiscard]] std::span<const SiteKnobDeclaration> siteKnobs();

} // namespace lanescope::site
