// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/result_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kIndent = u"\u00a0\u00a0";
constexpr qsizetype kMostParts = 12;   // of a list or a group
constexpr std::size_t kMostFacts = 24; // a crawl's statistics have tabs of their own
constexpr double kMostDigits = 1e15;   // beyond it a double is not every whole number
constexpr double kWholeFrom = 1000;    // what is behind the point is not worth its room
constexpr int kSignificant = 4;
constexpr qsizetype kLongestFigure = 12; // kept on the line of its name
constexpr qsizetype kLongestWord = 20;   // a longer one has no place to break the line at

QString numberText(double value)
{
    const QLocale locale;
    const bool shownWhole = value == std::floor(value) || std::abs(value) >= kWholeFrom;
    if (shownWhole && std::abs(value) < kMostDigits)
        return locale.toString(static_cast<qlonglong>(std::round(value)));
    return locale.toString(value, 'g', kSignificant);
}

// A long name may be broken behind its underscores.
QString breakable(QString name)
{
    return name.size() > kLongestWord ? name.replace(u'_', u"_\u200b"_s) : name;
}

// All letters that a queue brought are one word.
QString wordText(const QString& word)
{
    if (word.size() <= kLongestWord || word.contains(u'_'))
        return breakable(word);
    return ResultView::tr("%1…%2 (%3 characters)")
        .arg(word.first(kLongestWord / 2), word.last(kLongestWord / 4))
        .arg(word.size());
}

QString stringText(const QString& text)
{
    QStringList words;
    for (const QString& word : text.split(u' '))
        words << wordText(word);
    return words.join(u' ');
}

QString valueText(const QJsonValue& value);

bool hasParts(const QJsonValue& value)
{
    return value.isObject() || value.isArray();
}

bool hasGroups(const QJsonObject& group)
{
    return std::any_of(group.begin(), group.end(), [](const auto& each) { return hasParts(each); });
}

// What has parts itself gets a line of its own.
QString joined(const QStringList& parts, qsizetype all, const QString& between)
{
    if (parts.isEmpty())
        return ResultView::tr("none");
    const QString text = parts.join(between);
    return all > parts.size() ? ResultView::tr("%1 … (%2 in all)").arg(text).arg(all) : text;
}

// In a list a comma stands between two figures, not within one.
bool isWhole(const QJsonValue& value)
{
    return value.isDouble() && value.toDouble() == std::floor(value.toDouble());
}

QString listText(const QJsonArray& list)
{
    QStringList parts;
    for (const auto& each : list) {
        if (parts.size() < kMostParts)
            parts << (isWhole(each) ? QString::number(each.toInteger()) : valueText(each));
    }
    return joined(parts, list.size(), hasParts(list.first()) ? u"\n"_s : u", "_s);
}

// A process is called 28953 everywhere else.
QString namedText(const QString& name, const QJsonValue& value)
{
    return name.endsWith("pid"_L1) && value.isDouble() ? QString::number(value.toInteger()) : valueText(value);
}

// A line is broken between two figures, not within one.
QString groupText(const QJsonObject& group)
{
    QStringList parts;
    for (auto each = group.begin(); each != group.end() && parts.size() < kMostParts; ++each) {
        const QString text = namedText(each.key(), each.value());
        const QChar between = text.size() > kLongestFigure ? QChar(u' ') : QChar(QChar::Nbsp);
        parts << breakable(each.key()) + between + text;
    }
    return joined(parts, group.size(), QString(QChar::Nbsp) + u"· "_s);
}

QString valueText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Double:
        return numberText(value.toDouble());
    case QJsonValue::Bool:
        return value.toBool() ? ResultView::tr("yes") : ResultView::tr("no");
    case QJsonValue::String:
        return stringText(value.toString());
    case QJsonValue::Array:
        return listText(value.toArray());
    case QJsonValue::Object:
        return groupText(value.toObject());
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"–"_s;
}

} // namespace

std::vector<Fact> resultFacts(const QJsonObject& result)
{
    std::vector<Fact> facts;
    for (auto each = result.begin(); each != result.end() && facts.size() < kMostFacts; ++each) {
        const QJsonObject group = each.value().toObject();
        const bool inRows = hasGroups(group);
        facts.push_back({breakable(each.key()), inRows ? QString() : namedText(each.key(), each.value())});
        for (auto member = group.begin(); inRows && member != group.end(); ++member)
            facts.push_back({kIndent.toString() + breakable(member.key()), valueText(member.value())});
    }
    return facts;
}

ResultView::ResultView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_facts(new FactGrid(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    setAccessibleName(tr("The result of the run"));
    clear();
}

void ResultView::show(const QJsonObject& result, Stage stage)
{
    m_result = result;
    m_title->setText(stage == Stage::SoFar ? tr("Result so far") : tr("Result"));
    m_facts->show(resultFacts(result));
    setVisible(!result.isEmpty());
}

} // namespace lanescope::panels
