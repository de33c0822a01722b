// SPDX-License-Identifier: MIT
// Rows of what may turn out to be one of several: certain is what holds whichever it is, possible
// what holds for one of them.
#include "policy/reach/rows.h"

namespace policy::reach {
namespace {

ClassFace of(const ClassFace& face, ClassId own) {
    return {face.subject == none ? own : face.subject, face.peer == none ? own : face.peer};
}

}  // namespace

SetId Rows::allowed_to_faces(ClassId to, Whom source, const Lane& lane, bool open) {
    const std::vector<ClassFace>& faces = faces_of(to, lane);
    SetId set = lane.possible ? PortSets::nothing : PortSets::all;
    for (const ClassFace& face : faces) {
        const SetId one = allowed_to(of(face, to), source, lane, open);
        set = lane.possible ? sets_.unite(set, one) : sets_.common(set, one);
    }
    return set;
}

void Rows::write_doubt(const Lane& lane, Row& row) {
    if (!lane.possible) return;
    const ClassBits& family = family_[place_of(lane.family)];
    for (ClassId to = 0; to < classes_.endpoints.size(); ++to) {
        if (family.has(to)) row.push_back({to, PortSets::all, PortSets::all, false, false});
    }
}

void Rows::write_lane(ClassId from, const Lane& lane, Row& row) {
    row.clear();
    if (!in_lane(from, lane)) return;
    if (in_doubt(from)) return write_doubt(lane, row);
    const std::vector<ClassFace>& faces = faces_of(from, lane);
    if (faces.empty()) return write_face({from, from}, lane, row);
    write_face(of(faces[0], from), lane, row);
    for (std::size_t i = 1; i < faces.size(); ++i) {
        Row other;
        write_face(of(faces[i], from), lane, other);
        fold(lane, other, row);
    }
}

void Rows::fold(const Lane& lane, const Row& other, Row& row) {
    Row both;
    auto a = row.begin();
    auto b = other.begin();
    while (a != row.end() || b != other.end()) {
        const bool in_a = b == other.end() || (a != row.end() && a->to <= b->to);
        const bool in_b = a == row.end() || (b != other.end() && b->to <= a->to);
        const SetId in_row = in_a ? a->certain : PortSets::nothing;
        const SetId in_other = in_b ? b->certain : PortSets::nothing;
        const SetId set =
            lane.possible ? sets_.unite(in_row, in_other) : sets_.common(in_row, in_other);
        if (set != PortSets::nothing)
            both.push_back({in_a ? a->to : b->to, set, set, false, false});
        if (in_a) ++a;
        if (in_b) ++b;
    }
    row.swap(both);
}

}  // namespace policy::reach
