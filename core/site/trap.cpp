// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/trap.h"

#include "core/site/decimal.h"

#include <algorithm>
#include <array>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kPrefix = "/trap/";
constexpr std::array kWords = {"all"_L1,       "redirect-loop"_L1, "calendar"_L1,        "many-links"_L1,
                               "huge-link"_L1, "nesting"_L1,       "endless-headers"_L1, "endless-body"_L1,
                               "bomb"_L1,      "wrong-length"_L1,  "wrong-charset"_L1,   "not-http"_L1,
                               "leaf"_L1,      "name"_L1};
static_assert(kWords.size() == static_cast<std::size_t>(TrapKind::Name) + 2);

QLatin1StringView wordOf(TrapKind kind)
{
    return kWords[static_cast<std::size_t>(kind) + 1];
}

std::optional<TrapKind> kindOf(QByteArrayView word)
{
    for (std::size_t index = 1; index < kWords.size(); ++index) {
        if (word == QByteArrayView(kWords[index].data(), kWords[index].size())) {
            return static_cast<TrapKind>(index - 1);
        }
    }
    return std::nullopt;
}

/// As they stand in a request, by id.
constexpr std::array<QByteArrayView, 3> kNames = {"caf%C3%A9", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
                                                  "%E6%97%A5%E6%9C%AC"};

std::optional<TrapAddress> parseName(QByteArrayView name)
{
    const auto found = std::ranges::find(kNames, name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return TrapAddress{TrapKind::Name, static_cast<int>(found - kNames.begin()), 0};
}

} // namespace

std::span<const QLatin1StringView> trapChoices()
{
    return std::span(kWords).first(kTrapKinds + 1);
}

QByteArray TrapAddress::path() const
{
    QByteArray path = kPrefix.toByteArray();
    path.append(wordOf(kind).data(), wordOf(kind).size());
    if (kind == TrapKind::Name) {
        return path + '/' + kNames.at(static_cast<std::size_t>(id)).toByteArray();
    }
    return path + '/' + QByteArray::number(id) + '/' + QByteArray::number(step);
}

std::optional<TrapAddress> TrapAddress::parse(QByteArrayView path)
{
    if (!path.startsWith(kPrefix)) {
        return std::nullopt;
    }
    const QByteArrayView rest = path.sliced(kPrefix.size());
    const qsizetype first = rest.indexOf('/');
    const qsizetype second = rest.lastIndexOf('/');
    if (first > 0 && kindOf(rest.first(first)) == TrapKind::Name) {
        return parseName(rest.sliced(first + 1));
    }
    if (first < 0 || second == first) {
        return std::nullopt;
    }
    const auto kind = kindOf(rest.first(first));
    const auto id = parseDecimal(rest.sliced(first + 1, second - first - 1));
    const auto step = parseDecimal(rest.sliced(second + 1));
    if (!kind || !id || !step) {
        return std::nullopt;
    }
    return TrapAddress{*kind, *id, *step};
}

} // namespace lanescope::site
